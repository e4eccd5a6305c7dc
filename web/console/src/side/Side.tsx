/** Who the other side is, beside the conversation with them. */
export default function Side({ conversation, onClose }: { conversation: string; onClose(): void }) {
  return <aside className="side" data-conversation={conversation} onDoubleClick={onClose} />;
}
