export const inbox = {
  label: "Inbox",
  folders: {
    MESSAGES: "Messages",
    UNREAD: "Unread",
    UNREPLIED: "Unreplied",
    STARRED: "Starred",
    ARCHIVED: "Archived",
    NEW_CONNECTIONS: "New",
  },
  unreadCount: (count: number) => `${count} unread`,
};
