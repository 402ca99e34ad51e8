// Dragging a chat onto something that takes it.

import { readLine } from "$/public/sidebar/chat-store.js";

const CHAT = "application/x-spacerr-chat";

export const dragChat = (event, id) => {
  event.dataTransfer.setData(CHAT, id);
  event.dataTransfer.effectAllowed = "move";
};

const over = (event, on) => event.currentTarget.toggleAttribute("data-over", on);

// Props of an element that takes chats.
export const takesChats = (onChat) => ({
  onDragOver(event) {
    if (!event.dataTransfer.types.includes(CHAT)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    over(event, true);
  },
  onDragLeave: (event) => event.currentTarget.contains(event.relatedTarget) || over(event, false),
  onDrop(event) {
    over(event, false);
    const line = readLine(event.dataTransfer.getData(CHAT));
    if (!line) return;
    event.preventDefault();
    onChat(line);
  },
});
