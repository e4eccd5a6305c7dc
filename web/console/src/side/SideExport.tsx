import { Button } from "react-aria-components";
import { graphql } from "react-relay";
import type { ExportFormat, SideExportMutation } from "../__generated__/SideExportMutation.graphql";
import { t } from "../texts";
import { Refused } from "../ui/Refused";
import { useAct } from "../ui/useAct";
import { useViewer } from "../viewer";
import { Section } from "./Section";

const words = t.side;
const FORMATS: readonly ExportFormat[] = ["JSON_LINES", "CSV"];

/** Take a copy of the conversation; for those who may. */
export function SideExport({ conversation }: { conversation: string }) {
  const { permissions } = useViewer();
  const { act, busy, refusal } = useAct<SideExportMutation>(graphql`
    mutation SideExportMutation($input: ExportConversationInput!) {
      exportConversation(input: $input) {
        __typename
        ... on ExportSuccess {
          url
        }
        ... on Problem {
          code
          detail
          retryAt
        }
      }
    }
  `);
  if (!permissions.includes("INTEGRATIONS")) return null;
  return (
    <Section name="export" title={words.export}>
      <Refused refusal={refusal} />
      <div className="side-acts">
        {FORMATS.map((format) => (
          <Button
            key={format}
            isDisabled={busy}
            onPress={() =>
              act({ input: { conversationId: conversation, format } }, (done) => download(done.exportConversation.url))
            }
          >
            {words.formats[format]}
          </Button>
        ))}
      </div>
      <small>{words.exportHint}</small>
    </Section>
  );
}

/** The server sends it as a file to be kept, so that the page stays. */
function download(url: string | undefined): void {
  if (url !== undefined) location.assign(url);
}
