// Words about agents that scripts say: the choice in the composer, and parts of the editor.

const TEXTS = { one: "1 character", many: (count) => `${count.toLocaleString()} characters` };

export const AGENTS = {
  none: "No agent",
  noneNote: "Just the model.",
  choose: "Agent",
  manage: "Manage agents",
};

export const EDITOR = {
  fullPrompt: "Full prompt",
  room: (left) =>
    left >= 0
      ? `${left === 1 ? TEXTS.one : TEXTS.many(left)} left`
      : `${left === -1 ? TEXTS.one : TEXTS.many(-left)} too many`,
  missingModel: (id) => `${id} (not available here)`,
};
