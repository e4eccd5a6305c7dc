import inbox from "./documents/inbox.graphql?raw";
import listen from "./documents/listen.graphql?raw";
import send from "./documents/send.graphql?raw";

/** What is open for somebody who has never been here: a query, a mutation, a subscription. */
export function firstTabs(conversationId: string | null): { query: string; variables?: string }[] {
  const input = {
    conversationId: conversationId ?? "the id of a conversation",
    clientMessageId: crypto.randomUUID?.() ?? String(Date.now()), // no randomUUID where a page comes over plain HTTP
    content: { text: "Hello!" },
  };
  return [
    { query: inbox },
    { query: send, variables: JSON.stringify({ input }, null, 2) },
    { query: listen, variables: JSON.stringify({ after: null }, null, 2) },
  ];
}
