// Every word about sharing: who may open a chat, who is there, links to copies and what they show.

export const SHARING = {
  share: "Share",
  heading: "Share this chat",
  who: "Who has access",
  private: ["Only you", "Nobody else sees this chat."],
  read: ["Your team can view", "It appears in everyone’s list, and they see replies as they come."],
  write: ["Your team can edit", "Everyone can also ask, stop, edit and rename, and sees who asked what."],
  done: "Done",
  shared: "Shared with the team",
  ownedBy: (name) => `${name}’s chat`,
  here: "Also here",
  more: (count) => `and ${count} more`,
  lost: "This chat is no longer shared with you",
  lostWhy: "Its owner stopped sharing or deleted it, or you are no longer in its team.",
  link: {
    title: "Link",
    note: "Anyone with the link can view a copy of this chat as it is now, without an account. Later messages aren’t included.",
    localNote:
      "A link works on this computer only, because Spacerr can’t be reached from others. To give this chat to somebody, export it.",
    export: "Export as Markdown",
    life: "Expires",
    lives: { "": "Never expires", 7: "Expires after 7 days", 30: "Expires after 30 days" },
    make: "Create link",
    address: "Link address",
    copy: "Copy",
    copied: "Copied",
    once: "Copy it now; it won’t be shown again.",
    list: "Links",
    made: (day) => `Created ${day}, never expires`,
    madeUntil: (day, end) => `Created ${day}, expires ${end}`,
    end: "Delete link",
  },
  copy: {
    gone: "This link doesn’t work",
    question: "Question",
    // What stands before the day and behind it, before our name and behind it.
    madeOn: ["A copy of a conversation, made on ", ""],
    madeWith: ["Made with ", ""],
  },
};
