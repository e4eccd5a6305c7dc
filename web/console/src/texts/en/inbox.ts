import type { InboxFolder } from "../../__generated__/listsQuery.graphql";

export const inbox = {
  label: "Inbox",
  folders: {
    MESSAGES: "Messages",
    UNREAD: "Unread",
    UNREPLIED: "Unreplied",
    STARRED: "Starred",
    ARCHIVED: "Archived",
    NEW_CONNECTIONS: "New",
  } satisfies Record<InboxFolder, string>,
  unreadCount: (count: number) => `${count} unread`,
  notSent: "Something was not sent",
  verified: "Verified",
  assignedTo: (name: string) => `With ${name}`,
  newActivity: "New activity",
  actions: (name: string) => `Actions for ${name}`,
  empty: (folder: InboxFolder, narrowed: boolean): string => {
    if (narrowed) return "No conversation is left. Take away a filter to see more.";
    if (folder === "UNREAD") return "All is read.";
    if (folder === "UNREPLIED") return "Nobody waits for a reply.";
    if (folder === "STARRED") return "Star a conversation to find it here.";
    if (folder === "ARCHIVED") return "What you archive waits here until a message comes.";
    return folder === "NEW_CONNECTIONS" ? "Who writes to you for the first time is here." : "No conversations yet.";
  },
  tabs: { label: "With whom", ALL: "All", SHOPS: "Shops", AGENCIES: "Agencies", COLLAB: "Collab messages" },
  menu: { label: "Conversation", read: "Mark as read" },
  assign: { label: "Looked after by", me: (name: string) => `${name} (you)`, nobody: "Nobody" },
  readAll: {
    label: "Mark all as read",
    what: (folder: string) =>
      `All conversations shown in “${folder}” become read, for your whole team. This cannot be undone.`,
    yes: "Mark as read",
    done: (count: number) => `${count} read…`,
  },
  search: {
    label: "Search",
    leave: "Leave the search",
    accounts: "Accounts",
    messages: "Messages",
    products: "Products",
    samples: "Samples",
    more: (module: string) => `More ${module.toLowerCase()}`,
    older: (count: string) => `and ${count} older in this conversation`,
    none: (query: string) => `Nothing was found for “${query}”.`,
    found: (count: number) => `${count} found`,
  },
  filters: {
    label: "Filter conversations",
    set: "Filters that are set",
    without: (what: string) => `Take away: ${what}`,
    none: "Clear all",
    show: "Show",
    showCount: (count: string) => (count === "1" ? "Show 1 conversation" : `Show ${count} conversations`),
    any: "Any",
    from: "from",
    below: "below",
    followers: "Followers",
    affiliateGmv30d: "Affiliate GMV, 30 days",
    categories: "Category",
    levelsLabel: "Level",
    market: "Market",
    leads: "Leads",
    lead: "Lead",
    noLead: "Not a lead",
    invitation: "Invitation",
    invited: "Invited",
    notInvited: "Not invited",
    labels: "Label",
    another: "Another label",
    mine: "With me",
    member: "a member",
  },
};
