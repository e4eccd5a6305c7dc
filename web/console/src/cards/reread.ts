import { fetchQuery, graphql, type Environment, type GraphQLTaggedNode, type Variables } from "relay-runtime";
import type { RecordSource } from "relay-runtime/lib/store/RelayStoreTypes";
import type { Heard } from "../live/events";

// The stream of events does not carry what a card shows: it would be too large a document.
const CARDS = graphql`
  query rereadQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ...Card_message @alias(as: "message")
    }
  }
`;
const LINK = graphql`
  query rereadLinkQuery($id: ID!) {
    node(id: $id) {
      id
      ...LinkTerms_partnership @alias(as: "link")
    }
  }
`;
const SAMPLE = graphql`
  query rereadSampleQuery($id: ID!) {
    node(id: $id) {
      id
      ...SampleBody_sample @alias(as: "sample")
    }
  }
`;
const AT_ONCE = 50;

/** Make what is loaded of cards true after an event. */
export function keepCards(environment: Environment, event: Heard): unknown {
  switch (event.__typename) {
    case "ShowcaseAdded":
    case "ShowcaseRemoved":
      return rereadShowing(environment, event.products ?? []);
    case "InvitationChanged":
      return event.invitation && reread(environment, [event.invitation.cardMessage.id]);
    case "PartnershipChanged":
      return event.partnership && anew(environment, "link", LINK, { id: event.partnership.id });
    case "SampleChanged":
      return event.sample && anew(environment, "sample", SAMPLE, { id: event.sample.id });
  }
}

/** Ask anew for the cards of those of some messages that are loaded. */
export function reread(environment: Environment, messages: readonly string[]): void {
  const source = environment.getStore().getSource();
  const ids = messages.filter((id) => source.has(id));
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    anew(environment, "cards", CARDS, { ids: ids.slice(at, at + AT_ONCE) });
  }
}

const underWay = new Map<string, (() => void) | null>(); // by what is asked: how to ask it once more, if that is wanted

/**
 * Ask anew. What is asked again before the answer is there is asked once more after it: that answer may be of before.
 *
 * Who cannot be asked now is asked again when the card is next loaded.
 */
function anew(environment: Environment, what: string, query: GraphQLTaggedNode, variables: Variables): void {
  const key = `${what} ${JSON.stringify(variables)}`;
  if (underWay.has(key)) {
    underWay.set(key, () => anew(environment, what, query, variables));
    return;
  }
  underWay.set(key, null);
  const done = () => {
    const again = underWay.get(key);
    underWay.delete(key);
    again?.();
  };
  fetchQuery(environment, query, variables).subscribe({ complete: done, error: done });
}

/**
 * Ask anew for all loaded cards that show one of these products.
 *
 * Products come into a showcase and leave it from anywhere; which cards show it, the events do not say.
 */
export function rereadShowing(environment: Environment, products: readonly { readonly id: string }[]): void {
  const source = environment.getStore().getSource();
  const wanted = new Set(products.map(({ id }) => id));
  reread(
    environment,
    source.getRecordIDs().filter((id) => shows(source, id, wanted)),
  );
}

function shows(source: RecordSource, id: string, products: ReadonlySet<string>): boolean {
  const message = source.get(id);
  if (message?.["__typename"] !== "Message") return false;
  const items = (ref(source, message["card"])?.["items"] as { __refs?: string[] } | undefined)?.__refs ?? [];
  return items.some((item) =>
    products.has((source.get(item)?.["product"] as { __ref: string } | undefined)?.__ref ?? ""),
  );
}

const ref = (source: RecordSource, link: unknown) => {
  const id = (link as { __ref?: string } | null | undefined)?.__ref;
  return id === undefined ? null : source.get(id);
};
