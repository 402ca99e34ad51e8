// What can be done with a chat, as entries of its menu.

import {
  Archive,
  ArchiveRestore,
  CircleDot,
  Check,
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
import { download } from "$/public/api.js";
import { isUnseen } from "$/public/chats.js";
import { isOwn, mayWrite } from "$/public/rights.js";
import { openShare } from "$/public/sharing.js";
import { WORDS } from "$/public/words/sharing.js";

// Only what the person has a right to.
export const chatMenu = (line, { projects, on }) => [
  mayWrite(line) && { name: "Rename", icon: Pencil, run: () => on.startRename(line.id) },
  mayWrite(line) && { name: "New title", icon: Sparkles, run: () => on.retitle(line) },
  isOwn(line) && { name: WORDS.share, icon: Share2, run: () => openShare(line) },
  isOwn(line) && !line.archived && pinning(line, on),
  isOwn(line) && { name: "Move to project", icon: FolderInput, items: places(line, projects, on) },
  isUnseen(line) && { name: "Mark as seen", icon: Check, run: () => on.see(line, true) },
  !isUnseen(line) && { name: "Mark as new", icon: CircleDot, run: () => on.see(line, false) },
  { name: "Export", icon: Download, items: exports(line) },
  isOwn(line) && archiving(line, on),
  isOwn(line) && { name: "Delete", icon: Trash2, danger: true, run: () => on.remove(line) },
];

const archiving = (line, on) =>
  line.archived
    ? { name: "Unarchive", icon: ArchiveRestore, run: () => on.archive(line, false) }
    : { name: "Archive", icon: Archive, run: () => on.archive(line, true) };

const pinning = (line, on) =>
  line.pinned_at
    ? { name: "Unpin", icon: PinOff, run: () => on.pin(line, false) }
    : { name: "Pin", icon: Pin, run: () => on.pin(line, true) };

const places = (line, projects, on) => [
  ...projects
    .filter((it) => !it.archived || it.id === line.project_id)
    .map(({ id, name, colour }) => ({
      name,
      colour,
      chosen: id === line.project_id,
      run: () => on.move(line, id),
    })),
  { name: "No project", chosen: !line.project_id, run: () => on.move(line, "") },
  { name: "New project…", icon: Plus, run: () => on.newProject(line.id) },
];

const exports = ({ id }) => [
  { name: "Export as Markdown", run: () => download(`chats/${id}/export.md`) },
  { name: "Export as JSON", run: () => download(`chats/${id}/export.json`) },
];

export const projectMenu = (project, on) => [
  { name: "Edit", icon: Pencil, run: () => on.editProject(project) },
  project.archived
    ? { name: "Restore", icon: ArchiveRestore, run: () => on.archiveProject(project, false) }
    : { name: "Archive", icon: Archive, run: () => on.archiveProject(project, true) },
];
