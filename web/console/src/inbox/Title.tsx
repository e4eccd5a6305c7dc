import { useEffect } from "react";
import { graphql, useLazyLoadQuery } from "react-relay";
import type { TitleQuery } from "../__generated__/TitleQuery.graphql";
import { useNews } from "../live/context";

/** Says in the page's title how much is unread, whatever is open. */
export function Title() {
  const news = useNews(["MessageReceived", "MessageRecalled", "ConversationRead", "ConversationChanged"]);
  const { inboxCounts } = useLazyLoadQuery<TitleQuery>(
    graphql`
      query TitleQuery {
        inboxCounts {
          unread {
            value
          }
        }
      }
    `,
    {},
    { fetchKey: news, fetchPolicy: "store-and-network" },
  );
  const unread = inboxCounts?.unread.value ?? 0;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : "Parley";
  }, [unread]);
  useEffect(() => () => void (document.title = "Parley"), []);
  return null;
}
