export const partnerships = {
  invite: (name: string) => `Invite ${name} to link`,
  inviteHint: "They see your terms and the agreements on a card, and have 7 days to answer.",
  invited: (name: string) => `${name} has your invitation.`,
  toConversation: "To the conversation",
  sendInvitation: "Send invitation",
  theProgramme: "Programme",
  programme: { CAP: "Creator agency (CAP)", TAP: "Affiliate partner (TAP)" },
  share: "Your share in percent",
  shareHint: "0 to 100, of what the creator earns",
  ends: "Ends on",
};
