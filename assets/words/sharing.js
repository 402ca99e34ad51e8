// What is said around shared chats: who may open one, who is there, who asked.

export const WORDS = {
  share: "Share",
  heading: "Share this chat",
  who: "Who can open it",
  private: ["Only you", "Nobody else sees this chat."],
  read: ["Your team can read", "Everybody in the team finds it in their list and sees replies as they come."],
  write: ["Your team can write", "Everybody can also ask, stop, edit and rename, and sees who asked what."],
  done: "Done",
  shared: "Shared with the team",
  ownedBy: (name) => `${name}’s chat`,
  here: "Also here",
  more: (count) => `and ${count} more`,
  reading: (owner) => `You can read this chat. Ask ${owner} to let you write.`,
  readingOnly: "You can read this chat.",
  lost: "This chat is no longer shared with you",
  lostWhy: "Its owner has taken it back or deleted it, or you have left its team.",
};
