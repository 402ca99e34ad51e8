// Every word of a chat: where people write, its messages, and what can be done with them.

export const CHAT = {
  untitled: "New chat",
  name: "Conversation",
  earlier: "Loading earlier messages",
  toBottom: "Scroll to bottom",
  composer: {
    message: "Message",
    placeholder: "Ask anything",
    send: "Send",
    stop: "Stop",
    stopping: "Stopping",
    // Word for word what the server says, so that both go away when the reply ends.
    running: "A reply is still being written. Stop it or wait, then send.",
    tooLong: "A message can hold 100,000 characters. Shorten it, or send it in parts.",
  },
  message: {
    you: "You",
    reply: "Reply",
    anotherModel: "Choose another model",
    reference: (id) => `Reference ${id}`,
  },
  actions: {
    copy: "Copy",
    copied: "Copied",
    edit: "Edit",
    goOn: "Continue",
    regenerate: "Regenerate",
    retry: "Retry",
    versions: "Versions",
    previous: "Previous version",
    next: "Next version",
    version: (at, count) => `Version ${at} of ${count}`,
  },
  editing: { question: "Your question", cancel: "Cancel", ask: "Send" },
  thoughts: { thinking: "Thinking", name: "Thoughts", loading: "Loading" },
  welcome: {
    title: "What’s on your mind?",
    inProject: (project) => `New chat in ${project}`,
    note: "Replies are kept, even when you close this page.",
  },
  missing: {
    title: "This chat doesn’t exist",
    why: "It may have been deleted, or the address is not quite right.",
    kept: "What you typed here is kept:",
    typed: "What you typed",
    begin: "Start a new chat",
    beginWith: "Start a new chat with what you typed",
  },
  // Those of Streamdown's controls that are shown, by its names for them.
  markdown: {
    copyCode: "Copy code",
    copyTable: "Copy table",
    copyTableAsMarkdown: "Copy table as Markdown",
    copyTableAsCsv: "Copy table as CSV",
    copyTableAsTsv: "Copy table as TSV",
    tableFormatMarkdown: "Markdown",
    tableFormatCsv: "CSV",
    tableFormatTsv: "TSV",
    copied: "Copied",
  },
  // By the names remark has for them; numbers begin at 0, but for how often a note is referred to.
  footnotes: {
    footnoteLabel: "Footnotes",
    footnoteBackLabel: (at, time) => `Back to reference ${at + 1}${time > 1 ? `-${time}` : ""}`,
  },
};
