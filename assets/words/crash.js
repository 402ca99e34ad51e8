// Every word about what couldn't be shown: a part of the page, or the page.

export const CRASH = {
  page: "This page can’t be shown",
  pageWhy: "Something in it failed. Your chats are safe, and replies go on.",
  sidebar: "Your chats can’t be listed right now.",
  settings: "These settings can’t be shown right now.",
  thread: "This chat can’t be shown right now.",
  message: "This message can’t be shown as it was meant. Its text:",
  noScript: "Spacerr needs JavaScript. Turn it on in your browser, then reload this page.",
  reload: "Reload",
  home: "Go to your chats",
  details: "Details",
};
