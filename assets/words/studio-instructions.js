// Every word about instructions: where they are written, and the prompt a model was sent.

export const INSTRUCTIONS = {
  section: "Instructions",
  agents: {
    title: "Agent instructions",
    note: "Each agent has its own. They win over all of the following.",
    show: "Show agents",
  },
  own: {
    title: "Your instructions",
    note: "For all your chats, in every team.",
    noteAlone: "For all your chats.",
  },
  team: {
    title: "Team",
    note: "For all chats in this team.",
    readOnly: "For all chats in this team. Owners and admins can change them.",
  },
  project: {
    title: "Project",
    note: "For all chats in the project.",
    choose: "Project",
    none: "Choose a project",
  },
  platform: {
    title: "Server instructions",
    note: "For all chats on this server.",
    readOnly: "For all chats on this server. Its administrator can change them.",
    fixed: "For all chats on this server. Set by its administrator in SPACERR_INSTRUCTIONS.",
  },
  label: (name) => `Instructions: ${name}`,
  placeholder: "What the model should know or do",
  nothing: "No instructions.",
  loading: "Loading",
  insert: "Insert",
  variables: {
    date: "Date",
    time_zone: "Time zone",
    person: "Person",
    team: "Team",
    language: "Language",
    model: "Model",
    agent: "Agent",
  },
  count: (chars, most) => `${number.format(chars)} of ${number.format(most)}`,
  save: "Save",
  saving: "Saving",
  saved: "Saved",
  undo: "Discard changes",
  preview: {
    title: "Preview",
    note: "Later sections win. A line such as “Tone: friendly” replaces an earlier “Tone:” line. To write braces, use \\{{.",
    agent: "With agent",
    none: "No agent",
    room: ({ model, context, cut }) => {
      if (cut) return `Not all of it fits${model && ` in ${model}`}: what is crossed out isn’t sent.`;
      return context ? `All of it fits in ${model}.` : "";
    },
    empty: "Nothing yet. Only the conversation is sent.",
  },
};

export const TOLD = {
  levels: {
    platform: "Server",
    team: "Team",
    project: "Project",
    personal: "Personal",
    agent: "Agent",
    frame: "Spacerr",
  },
  overridden: (level) => `replaced by ${level}`,
  cut: "cut to fit",
  hidden: (count) =>
    count === 1 ? "1 line that only its author can see" : `${count} lines that only their authors can see`,
};

export const INSPECTOR = {
  heading: "Full prompt",
  close: "Close",
  loading: "Loading",
  copy: "Copy all",
  copied: "Copied",
  instructions: "Instructions",
  noInstructions: "None: only the conversation.",
  conversation: "Conversation",
  roles: { user: "Question", assistant: "Reply", system: "Note", tool: "Tool" },
  why: { pinned: "pinned", added: "by Spacerr", partial: "so far" },
  notSent: (count) => (count === 1 ? "1 message was not sent" : `${count} messages were not sent`),
  leftOut: (count) =>
    count === 1
      ? "1 earlier message was left out to fit the model’s context."
      : `${count} earlier messages were left out to fit the model’s context.`,
  estimated: "Token counts are estimates, because this model’s tokenizer isn’t known.",
  parameters: "Request",
  names: {
    model: "Model",
    temperature: "Temperature",
    max_tokens: "Maximum output tokens",
    effort: "Reasoning effort",
  },
};

const number = new Intl.NumberFormat();
