export const notifications = {
  markAll: "Mark all read",
  unread: "Not read",
  none: "Nothing has happened yet that you should look at.",
};
