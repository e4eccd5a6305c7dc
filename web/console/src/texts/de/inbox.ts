import type { Texts } from "../en";

export const inbox: Texts["inbox"] = {
  label: "Posteingang",
  folders: {
    MESSAGES: "Nachrichten",
    UNREAD: "Ungelesen",
    UNREPLIED: "Unbeantwortet",
    STARRED: "Markiert",
    ARCHIVED: "Archiviert",
    NEW_CONNECTIONS: "Neu",
  },
  unreadCount: (count) => `${count} ungelesen`,
};
