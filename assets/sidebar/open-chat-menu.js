// The menu of a chat, wanted from outside the sidebar, which knows what can be done.

let sidebar = null;

export const onChatMenu = (on) => {
  sidebar = on;
  return () => {
    if (sidebar === on) sidebar = null;
  };
};

// `other` are actions that are carried out elsewhere than in the list.
export const openChatMenu = (line, at, other) => sidebar?.openMenu(line, at, other);

export const renameChat = (line, title) => sidebar?.rename(line, title);
