// Every word of the frame around all pages: its name, the connection, the sidebar's coming and going,
// toasts.

const NAME = "Spacerr";

export const SHELL = {
  name: NAME,
  // What waits comes first: of a narrow tab's title only the beginning is seen.
  pageTitle(name, { waiting = 0, unseen = 0 } = {}) {
    const waits = waiting ? `${waiting} waiting` : "";
    const fresh = unseen ? (waits ? `${unseen} new` : `${unseen}`) : "";
    const counts = [waits, fresh].filter(Boolean).join(", ");
    return `${counts ? `(${counts}) ` : ""}${name ? `${name} · ` : ""}${NAME}`;
  },
  connection: { online: "", reconnecting: "Reconnecting", offline: "Offline" },
  unreachable: "Spacerr can't be reached right now. Try again in a moment.",
  failed: "That didn’t work. Try again in a moment.",
  tooManyTabs: {
    title: "Too many tabs are open",
    sentence: "You have more tabs of Spacerr open than it can keep. Close some, then try again here.",
    action: "Try again",
  },
  notCopied: "This browser didn’t let Spacerr copy. Select the text and copy it by hand.",
  openChats: "Open chats",
  openChatsWaiting: (waits) => `Open chats: ${waits}`,
  closeChats: "Close chats",
  showSidebar: "Show sidebar",
  hideSidebar: "Hide sidebar",
  withKey: (name) => `${name} (Ctrl+B)`,
  back: "Back",
  undo: "Undo",
  dismiss: "Dismiss",
};
