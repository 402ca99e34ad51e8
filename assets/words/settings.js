// Every word of the settings but those about teams, and the words by which each is found.

import { ALERTS } from "$/public/words/alerts.js";
import { AGENTS } from "$/public/words/studio-agents.js";
import { KEYS } from "$/public/words/studio-keys.js";
import { MODELS } from "$/public/words/studio-models.js";
import { LIMITS, USAGE } from "$/public/words/studio-usage.js";
import { TEAM } from "$/public/words/team.js";

export const SETTINGS = {
  sections: "Sections of the settings",
  search: "Search settings",
  clear: "Clear the search",
  found: (count) => (count === 1 ? "1 setting found" : `${count} settings found`),
  nothing: "No settings found. Try another word.",
  unknown: "This section doesn’t exist.",
  save: "Save",
  saving: "Saving",
  cancel: "Cancel",
  account: "Account",
  settings: "Settings",
  pageTitle: (section) => `${section} · Settings`,
  signOut: "Sign out",
  email: { title: "E-mail", note: "Used to sign in. Nobody else sees it." },
  password: {
    title: "Password",
    note: "Changing it signs you out everywhere else.",
    old: "Current password",
    fresh: "New password",
    hint: "At least 8 characters.",
    action: "Change password",
    busy: "Changing your password",
    done: "Password changed",
    missing: { old: "Type your current password.", new: "Type a new password." },
  },
  exporting: {
    title: "Export",
    note: "All your chats, agents, projects and branches as one JSON file.",
    elsewhere: "Chats in teams you have left aren’t included.",
    action: "Download everything",
  },
  importing: {
    title: "Import",
    note: "The file of an export, also from another Spacerr. Existing chats aren’t changed.",
    action: "Choose a file",
    busy: "Importing",
    tooLarge: "This file is too large: 100 MB can be imported at once.",
    done: ({ chats, projects, agents, skipped, roomless }) =>
      `${count(chats, "chat")}, ${count(projects, "project")}, ${count(agents, "agent")} imported` +
      (skipped ? `, ${skipped} skipped.` : ".") +
      (roomless ? ` ${count(roomless, "agent")} left out: there is room for 100.` : ""),
  },
  deletion: {
    title: "Delete account",
    note: "Deletes your chats, including shared ones, and teams with no other members.",
    action: "Delete account",
    onlyOwner: (names) =>
      `You are the only owner of ${names.join(", ")}. Make somebody else an owner before you delete your account.`,
    handOver: (name) => `Members of ${name}`,
    dialog: "Delete your account?",
    body: "This deletes your chats (including shared ones), teams that have no other member, and all your sign-ins, and can’t be undone. Questions you asked in other people’s chats stay, without your name.",
    confirm: (word) => `To confirm, type ${word}`,
    password: "Your password",
    missing: { confirmation: "Type the word to confirm.", password: "Type your password." },
    forGood: "Delete permanently",
    busy: "Deleting",
  },
  teamDeletion: {
    title: "Delete team",
    note: (name) => `${name} with all its chats and projects, including those of other members.`,
    action: "Delete team",
    dialog: (name) => `Delete ${name}?`,
    body: "This deletes all chats and projects in this team, of all its members, and can’t be undone.",
    gone: (name) => `${name} was deleted`,
  },
};

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

// The sections in their order. `for` says who has them: everybody, those with an account, managers of a
// team of people ("managers"), managers of any team, also of one's own ("keepers").
export const SECTIONS = [
  { id: "profile", name: "Profile", for: "everybody" },
  { id: "appearance", name: "Appearance", for: "everybody" },
  { id: "notifications", name: "Notifications", for: "everybody" },
  { id: "sessions", name: "Sessions", for: "accounts" },
  { id: "instructions", name: "Instructions", for: "everybody" },
  { id: "agents", name: AGENTS.title, for: "everybody" },
  { id: "models", name: "Models", for: "keepers" },
  { id: "keys", name: "API keys", for: "everybody" },
  { id: "usage", name: USAGE.section, for: "everybody" },
  { id: "team", name: "Team", for: "accounts" },
  { id: "members", name: "Members and invitations", for: "accounts" },
  { id: "audit", name: TEAM.auditSection, for: "managers" },
  { id: "data", name: "Data", for: "everybody" },
];

// Every setting: where it is, its name (`alone`: for a person who works without accounts), and words by
// which people look for it.
export const INDEX = [
  { section: "profile", id: "name", name: "Name", words: "who i am called rename display" },
  { section: "profile", id: "email", name: "E-mail", words: "address mail login", for: "accounts" },
  { section: "profile", id: "password", name: "Password", words: "secret login security", for: "accounts" },
  { section: "appearance", id: "theme", name: "Theme", words: "dark light night mode colour color look" },
  { section: "appearance", id: "text", name: "Text size", words: "font bigger smaller zoom letters read" },
  { section: "appearance", id: "density", name: "Density", words: "compact comfortable space rows spacing" },
  { section: "appearance", id: "motion", name: "Motion", words: "animation reduced movement accessibility" },
  {
    section: "notifications",
    id: "alerts",
    name: ALERTS.title,
    words: "notification sound alert chime bell",
  },
  {
    section: "instructions",
    id: "personal-instructions",
    name: "Your instructions",
    words: "prompt system custom tell models about me personal",
  },
  {
    section: "instructions",
    id: "team-instructions",
    name: "The team’s instructions",
    words: "prompt system tell models",
    for: "accounts",
  },
  {
    section: "instructions",
    id: "told",
    name: "Preview",
    words: "preview prompt variables levels whole",
  },
  {
    section: "keys",
    id: "keys",
    name: "API keys",
    words:
      "api key provider openai anthropic google gemini openrouter azure mistral groq deepseek ollama server address",
  },
  {
    section: "keys",
    id: "own-keys-allowed",
    name: KEYS.allowing,
    words: "byok bring own key allow",
    for: "managers",
  },
  { section: "team", id: "teams", name: "Your teams", words: "switch change team show", for: "accounts" },
  { section: "team", id: "team-name", name: "Team name", words: "rename team", for: "accounts" },
  { section: "team", id: "new-team", name: "New team", words: "create make add team", for: "accounts" },
  { section: "team", id: "leave", name: "Leave this team", words: "quit exit team", for: "accounts" },
  {
    section: "members",
    id: "members",
    name: "Members",
    words: "people role owner admin remove hand over",
    for: "accounts",
  },
  {
    section: "members",
    id: "invitations",
    name: "Invitations",
    words: "invite link join add people",
    for: "managers",
  },
  {
    section: "agents",
    id: "agents",
    name: AGENTS.title,
    words: "assistant persona bot instructions prompt starter questions temperature",
  },
  { section: "agents", id: "new", name: AGENTS.create, words: "create make add agent assistant" },
  {
    section: "models",
    id: "default-model",
    name: "Default models",
    words: "model fallback begin new chats",
    for: "keepers",
  },
  {
    section: "models",
    id: "models",
    name: MODELS.list,
    alone: MODELS.listAlone,
    words: "enable disable order nickname temperature output limit reasoning effort price",
    for: "keepers",
  },
  {
    section: "sessions",
    id: "sessions",
    name: "Where you are signed in",
    words: "browser device sign out log out logout end",
    for: "accounts",
  },
  {
    section: "usage",
    id: "usage",
    name: USAGE.title,
    words: "usage spend money price bill how much models people chats",
  },
  {
    section: "usage",
    id: "ceilings",
    name: LIMITS.title,
    words: "limit ceiling budget tokens dollars maximum reply spend",
    for: "keepers",
  },
  { section: "data", id: "export", name: "Export", words: "download backup json copy everything" },
  { section: "data", id: "import", name: "Import", words: "upload restore json file" },
  {
    section: "data",
    id: "delete-account",
    name: "Delete account",
    words: "remove erase gone close",
    for: "accounts",
  },
  { section: "data", id: "delete-team", name: "Delete team", words: "remove erase gone", for: "accounts" },
  {
    section: "audit",
    id: "audit",
    name: TEAM.audit,
    words: "audit log history who did what csv",
    for: "managers",
  },
];
