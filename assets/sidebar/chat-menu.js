// What can be done with a chat, as entries of its menu.

import {
  Archive,
  ArchiveRestore,
  Check,
  CircleDot,
  Download,
  FolderInput,
  Pencil,
  Pin,
  PinOff,
  Plus,
  Share2,
  Sparkles,
  Trash2,
} from "lucide-react";
import { download } from "$/public/app/api.js";
import { isOwn, mayWrite } from "$/public/app/rights.js";
import { openShare } from "$/public/share/sharing.js";
import { isUnseen } from "$/public/sidebar/chat-groups.js";
import { SHARING } from "$/public/words/sharing.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

const words = SIDEBAR.menu;

// Only what the person has a right to.
export const chatMenu = (line, { projects, on }) => [
  mayWrite(line) && { name: words.rename, icon: Pencil, run: () => on.startRename(line.id) },
  mayWrite(line) && { name: words.newTitle, icon: Sparkles, run: () => on.retitle(line) },
  isOwn(line) && { name: SHARING.share, icon: Share2, run: () => openShare(line) },
  isOwn(line) && !line.archived && pinning(line, on),
  isOwn(line) && { name: words.move, icon: FolderInput, items: places(line, projects, on) },
  isUnseen(line) && { name: words.markSeen, icon: Check, run: () => on.see(line, true) },
  !isUnseen(line) && { name: words.markNew, icon: CircleDot, run: () => on.see(line, false) },
  { name: words.export, icon: Download, items: exports(line) },
  isOwn(line) && archiving(line, on),
  isOwn(line) && { name: words.delete, icon: Trash2, danger: true, run: () => on.remove(line) },
];

const archiving = (line, on) =>
  line.archived
    ? { name: words.unarchive, icon: ArchiveRestore, run: () => on.archive(line, false) }
    : { name: words.archive, icon: Archive, run: () => on.archive(line, true) };

const pinning = (line, on) =>
  line.pinned_at
    ? { name: words.unpin, icon: PinOff, run: () => on.pin(line, false) }
    : { name: words.pin, icon: Pin, run: () => on.pin(line, true) };

const places = (line, projects, on) => [
  ...projects
    .filter((it) => !it.archived || it.id === line.project_id)
    .map(({ id, name, colour }) => ({
      name,
      colour,
      chosen: id === line.project_id,
      run: () => on.move(line, id),
    })),
  { name: words.noProject, chosen: !line.project_id, run: () => on.move(line, "") },
  { name: words.newProject, icon: Plus, run: () => on.newProject(line.id) },
];

const exports = ({ id }) => [
  { name: words.exportMarkdown, run: () => download(`chats/${id}/export.md`) },
  { name: words.exportJson, run: () => download(`chats/${id}/export.json`) },
];

export const projectMenu = (project, on) => [
  { name: words.edit, icon: Pencil, run: () => on.editProject(project) },
  project.archived
    ? { name: words.restore, icon: ArchiveRestore, run: () => on.archiveProject(project, false) }
    : { name: words.archive, icon: Archive, run: () => on.archiveProject(project, true) },
  { name: words.delete, icon: Trash2, danger: true, items: deletions(project, on) },
];

const deletions = (project, on) => [
  { name: words.keepChats, run: () => on.removeProject(project, false) },
  { name: words.deleteChats, danger: true, run: () => on.removeProject(project, true) },
];
