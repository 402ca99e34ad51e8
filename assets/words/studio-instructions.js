// Every word about instructions: where they are written, and what a model was told.

export const INSTRUCTIONS = {
  section: "Instructions",
  agents: {
    title: "Of agents",
    note: "Each agent has its own. Where one answers, they win over all below.",
    show: "Show agents",
  },
  own: { title: "Yours", note: "For every reply you ask for, in all your teams." },
  team: {
    title: "Team",
    note: "For every reply in this team.",
    readOnly: "For every reply in this team. Its owners and admins can change them.",
  },
  project: {
    title: "Project",
    note: "For every reply in its chats.",
    choose: "Which project",
    none: "Choose a project",
  },
  platform: {
    title: "This server",
    note: "For every reply on it, in all teams.",
    readOnly: "For every reply on it. Whoever runs it can change them.",
    fixed: "For every reply on it. Set by whoever runs this server, in SPACERR_INSTRUCTIONS.",
  },
  label: (name) => `Instructions: ${name}`,
  placeholder: "What models should know or do",
  nothing: "Nothing is written here.",
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
    title: "As models are told",
    note: "From the lowest level to the highest: where two disagree, the higher one holds. A line such as “Tone: friendly” replaces lines with the same word before the colon on lower levels. For braces that are meant as they stand, write \\{{.",
    agent: "With agent",
    none: "No agent",
    room: ({ model, context, cut }) => {
      if (cut) return `Not all of it has room${model && ` in ${model}`}: what is crossed out is not told.`;
      return context ? `All of it has room in ${model}.` : "";
    },
    empty: "Nothing yet. Models are told the conversation alone.",
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
  cut: "cut: no room",
  hidden: (count) =>
    count === 1 ? "1 line, which only who wrote it can see" : `${count} lines, which only who wrote them can see`,
};

export const INSPECTOR = {
  heading: "What the model was told",
  close: "Close",
  loading: "Loading",
  copy: "Copy all",
  copied: "Copied",
  instructions: "Instructions",
  noInstructions: "None: the conversation alone.",
  conversation: "Conversation",
  roles: { user: "Question", assistant: "Reply", system: "Note", tool: "Tool" },
  why: { pinned: "kept in mind", added: "by Spacerr", partial: "so far" },
  notSent: (count) => (count === 1 ? "1 message was not sent" : `${count} messages were not sent`),
  leftOut: (count) =>
    count === 1
      ? "1 earlier message was left out: the model had no room for it."
      : `${count} earlier messages were left out: the model had no room for them.`,
  estimated: "Its room was estimated, because the model’s own way of counting isn’t known.",
  parameters: "Request",
  names: {
    model: "Model",
    temperature: "Temperature",
    max_tokens: "Longest reply, in tokens",
    effort: "Reasoning effort",
  },
};

const number = new Intl.NumberFormat();
