// Words of the settings, as far as they are drawn in JavaScript.

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
