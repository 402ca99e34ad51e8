// What the user does to chats: shown at once as an optimistic update, then sent to the server, which may
// refuse.

import { TITLE_CHARS } from "$/public/contract.js";
import { readChats, readLine, revert, updateOptimistically } from "$/public/sidebar/chat-store.js";
import { say, unsay } from "$/public/toasts/toasts.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

const NEVER = -1; // before all replies, and before none
const { done } = SIDEBAR;

// Why a text can't be a title, as a sentence; "" where it can.
export const titleProblem = (title) => {
  if (!title) return SIDEBAR.title.missing;
  return [...title].length > TITLE_CHARS ? SIDEBAR.title.tooLong(TITLE_CHARS) : "";
};

export const asTitle = (text) => text.trim().replace(/\s+/g, " ");

// `ask` are the server's handlers; `back` opens a restored chat once it is listed again.
export const arranging = (ask, back) => ({
  rename(line, title) {
    updateOptimistically(line.id, { title });
    ask().onRename(line.id, title);
  },
  retitle: (line) => ask().onRetitle(line.id),
  pin(line, on) {
    updateOptimistically(line.id, { pinned_at: on ? Date.now() : 0 });
    ask().onPin(line.id, on);
  },
  archive(line, on) {
    updateOptimistically(line.id, { archived: on });
    ask().onArchive(line.id, on);
    const undo = () => this.archive(readLine(line.id) ?? line, !on);
    unsay(line.id);
    say(on ? done.archived : done.unarchived, { about: line.id, undo });
  },
  move(line, projectId) {
    if (line.project_id === projectId) return;
    const before = line.project_id;
    updateOptimistically(line.id, { project_id: projectId });
    ask().onMove(line.id, projectId);
    const undo = () => this.move(readLine(line.id) ?? line, before);
    const { name } = readChats().projects.find((it) => it.id === projectId) ?? {};
    unsay(line.id);
    say(name ? done.moved(name) : done.movedOut, { about: line.id, undo });
  },
  see(line, seen) {
    updateOptimistically(line.id, { seen_at: seen ? line.replied_at : NEVER });
    ask().onMarkSeen(line.id, seen);
  },
  remove(line, open) {
    updateOptimistically(line.id, { deleted: true });
    ask().onDelete(line.id);
    const undo = () => {
      revert(line.id);
      ask().onRestore(line.id);
      if (open) back(line);
    };
    unsay(line.id);
    say(done.deleted, { about: line.id, undo });
  },
});
