// Every word about instructions: where they are written, and the prompt a model was sent.

export const INSTRUCTIONS = {
  label: (name) => `Instructions: ${name}`,
  placeholder: "What the model should know or do",
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
