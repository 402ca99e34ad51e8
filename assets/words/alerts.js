// Every word about replies that ended out of sight: notifications, and "While you were away".

export const ALERTS = {
  open: "Notifications",
  title: "When a reply is done",
  notification: "Show a notification",
  sound: "Play a sound",
  note: "Also when one waits for your answer. Only when you’re not viewing the chat. Saved in this browser.",
  example: "This is how you’ll hear that a reply is done.",
  whyNot: {
    denied:
      "This browser blocks notifications from Spacerr. Allow them in its settings for this page, beside the address, then switch this on.",
    unsupported: "This browser doesn’t show notifications from this page. Most need https for them.",
  },
  ended: {
    complete: "Reply finished",
    failed: "Reply failed. Open the chat to see why.",
    interrupted: "Reply was interrupted. Open the chat to go on.",
  },
  away: "While you were away",
  awayMore: (count) => `and ${count} more`,
};
