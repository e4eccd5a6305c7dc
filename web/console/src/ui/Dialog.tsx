import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { t } from "../texts";
import { Icon } from "./Icon";

interface PopupProps {
  title: string;
  onClose(): void;
  wide?: boolean;
  children: ReactNode;
}

/** A dialog above the page while it is rendered, loaded lazily. Escape, its cross and a press outside close it. */
export function Popup({ title, onClose, wide, children }: PopupProps) {
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal" data-wide={wide}>
        <Dialog className="dialog">
          <header>
            <Heading slot="title">{title}</Heading>
            <Button className="bare" aria-label={t.close} onPress={onClose}>
              <Icon name="close" />
            </Button>
          </header>
          <div className="dialog-body">{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
