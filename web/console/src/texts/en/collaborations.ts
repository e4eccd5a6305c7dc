export const collaborations = {
  inviteTitle: (count: number, name: string) => (count === 1 ? `Invite ${name}` : `Invite ${count} creators`),
  into: "Into the collaboration",
  invite: (count: number) => (count === 1 ? "Send invitation" : `Send ${count} invitations`),
  noneOpen: "No target collaboration is open. Make one on the page Collaborations first.",
  outcomes: "What became of each",
  outcome: { SENT: "Sent", ALREADY_INVITED: "Invited before", REFUSED: "Not sent" },
};
