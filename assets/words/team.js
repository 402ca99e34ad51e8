// Every word about teams: the switcher, members, invitations.

export const TEAM = {
  switcher: (name) => `Team: ${name}`,
  choose: "Teams",
  unseen: "New replies",
  running: "Writing",
  waiting: "Waits for your answer",
  elsewhere: "New replies in another team",
  waitingElsewhere: "Something waits for your answer in another team",
  noLongerIn: (name) => `You are no longer in ${name}`,
  role: "Role",
  days: "Expires after",
  dayCount: { 1: "1 day", 7: "7 days", 30: "30 days" },
  makeLink: "Create link",
  making: "Creating a link",
  link: "Invitation link",
  linkOnce: "Copy it now; it won’t be shown again.",
  copy: "Copy",
  copied: "Copied",
  done: "Done",
};
