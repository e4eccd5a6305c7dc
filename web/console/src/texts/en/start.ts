/** What is said of somebody of the demo: `kind` draws them, `shows` is what is best seen as them. */
interface Introduction {
  kind: string;
  about: string;
  shows: string;
}

export const start = {
  title: "Messages between creators, shops and agencies",
  what:
    "Parley is the messaging of a creator marketplace. Shops and agencies find creators and write to them; " +
    "creators answer from one inbox. Offers, samples, links and leads are cards in the conversation, and both " +
    "sides see at once what became of them.",
  whom:
    "Who may write to whom, how often, and what it costs are rules of the marketplace, and the server keeps them. " +
    "All of it is a GraphQL API for the people who build the marketplace; this console is a client of it, as " +
    "yours would be.",
  open: (left: string, right: string) => `Open ${left} and ${right} side by side`,
  openHint: "One click, two people in one page: what one writes arrives at the other.",
  nobody: "Nobody is here yet: make run, or python -m app demo, loads the demo marketplace. Then load this page again.",
  scenesTitle: "Scenes to begin with",
  scenes: {
    talk: {
      title: "A shop and a creator",
      about: "Typing, receipts, and every kind of card: what Maya does with one, acme sees.",
    },
    agency: { title: "An agency and a creator", about: "Links with their agreements, campaigns, and leads for LIVE." },
    team: {
      title: "A team",
      about: "acme’s owner and Sam share an inbox. Change Sam’s role, and Sam’s window changes.",
    },
  },
  anyPair: "Or any two",
  left: "Left",
  right: "Right",
  openPair: "Open side by side",
  peopleTitle: "Who is there",
  console: "Console",
  consoleAs: (who: string) => `Open the console as ${who}`,
  graphiqlAs: (who: string) => `Open GraphiQL as ${who}`,
  people: {
    maya: {
      kind: "CREATOR",
      about: "A creator, level Gold",
      shows: "A full inbox: shops, agencies, offers to answer, samples under way, links and LIVE partners.",
    },
    acme: {
      kind: "SELLER",
      about: "A shop, tier T2",
      shows: "Finding creators within a weekly quota, one message to many, collaborations, samples to ship, a team.",
    },
    northstar: {
      kind: "AGENCY",
      about: "An agency: CAP, TAP, LIVE partner",
      shows: "Linking creators, campaigns and product lists to share, and a pool of leads.",
    },
    noor: {
      kind: "CREATOR",
      about: "A creator without a level",
      shows: "How it begins: LIVE partners that stay locked until a level is reached.",
    },
    fresh: {
      kind: "SELLER",
      about: "A shop that has just opened",
      shows: "No tier yet, and a starter’s pack of first contacts to spend.",
    },
    sam: {
      kind: "CREATOR",
      about: "A member of acme’s team",
      shows: "What is left where a role allows the inbox, and nothing else.",
    },
    theo: {
      kind: "CREATOR",
      about: "A creator’s manager",
      shows: "The same inbox as its creator’s, as a second owner.",
    },
  } as Record<string, Introduction>,
  forPrograms: "For programs",
  endpoint: "is the endpoint, by HTTP and by WebSocket (graphql-transport-ws). Send",
  account: "and, where a user acts for several accounts,",
  token: "prints a token. This page is there in development mode only.",
  beSomebody: "Be somebody of the demo",
  beSomebodyHint: "In two windows, what one writes arrives at the other.",
  toStart: "Two of them side by side",
  back: "Start page",
  swap: "Swap sides",
  who: (side: string) => `Who is ${side.toLowerCase()}`,
  divider: "How much room the left side has",
  ownWindow: (who: string) => `${who} in a window of their own`,
};
