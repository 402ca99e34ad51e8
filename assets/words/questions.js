// Every word of what persons are asked in replies: whether a tool may run, a form, an address to open.

const UNANSWERED = { cancel: "Dismissed", expired: "Not answered in time" };

const bounds = (least, most, unit = "") => {
  const of = (number) => `${number.toLocaleString()}${unit}`;
  if (least !== null && most !== null) {
    return least === most ? of(most) : `${least.toLocaleString()} to ${of(most)}`;
  }
  if (least !== null) return `At least ${of(least)}`;
  return most === null ? "" : `At most ${of(most)}`;
};

export const QUESTIONS = {
  // Below a reply: to those who can answer, and to those who only read.
  waits: "Waiting for your answer",
  waitsForOthers: "Waiting for an answer",
  // On a step's line, by the kind of the question and what was decided.
  /** @type {Record<QuestionView["kind"], Record<string, string>>} */
  decided: {
    confirm: {
      accept: "Allowed",
      "accept-in-chat": "Allowed in this chat",
      decline: "Not allowed",
      ...UNANSWERED,
    },
    form: { accept: "Answered", decline: "Declined", ...UNANSWERED },
    link: { accept: "Opened", decline: "Declined", ...UNANSWERED },
  },
  // What stands before and behind a tool's or a host's name.
  confirm: ["Allow ", "?"],
  form: ["", " needs your answer"],
  link: ["Open ", "?"],
  arguments: "What it is called with",
  noArguments: "It is called without any details.",
  cut: "This is only the beginning: the rest is too long to be shown.",
  nothing: "Empty",
  yes: "Yes",
  no: "No",
  by: (title) => `${title} asks for this.`,
  wholeAddress: "Whole address",
  unsafe: "Spacerr doesn’t open addresses of this kind.",
  actions: {
    allow: "Allow",
    allowOnce: "Allow once",
    allowInChat: "Allow in this chat",
    dontAllow: "Don’t allow",
    send: "Send",
    decline: "Decline",
    dismiss: "Dismiss",
    dismissHint: "Go on without an answer",
    open: "Open",
    openHint: (host) => `Open ${host} in a new tab`,
  },
  until: (time) => `Can be answered until ${time}`,
  asked: (time) => `Asked ${time}`,
  required: "required",
  choose: "Choose …",
  ranges: {
    number: (least, most) => bounds(least, most),
    text: (least, most) => bounds(least, most, " characters"),
    choices: (least, most) => bounds(least, most, " of these"),
  },
  // What waits, in all chats.
  page: "Waiting for you",
  count: (count) =>
    count === 1 ? "1 question waits for you" : `${count.toLocaleString()} questions wait for you`,
  alert: (title) => `${title} waits for your answer`,
};
