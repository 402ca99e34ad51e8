// The chats under their headings. One tab stop; arrows move, F2 renames, Shift+F10 opens the menu.

import { memo, useMemo, useState } from "react";
import { isOwn, mayWrite } from "$/public/app/rights.js";
import { readLine } from "$/public/sidebar/chat-store.js";
import { dragChat } from "$/public/sidebar/drag.js";
import { LoadMore } from "$/public/sidebar/load-more.jsx";
import { ChatRow } from "$/public/sidebar/row.jsx";
import { SIDEBAR } from "$/public/words/sidebar.js";

const plain = (event) =>
  event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
const rowAt = ({ target }) => target.closest("[data-row]");
const linkIn = (row) => row?.querySelector("a[data-chat-id]");

const STEPS = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
};

export const ChatList = memo(({ list, open, renaming, menued, connection, on }) => {
  const { groups, more, end, version } = list;
  const [focused, setFocused] = useState("");
  const projects = useMarks(list.projects);
  const has = (id) => Boolean(id) && groups.some(({ rows }) => rows.some((it) => it.id === id));
  const reached = [focused, open].find(has) ?? groups[0]?.rows[0]?.id;
  const listeners = useMemo(() => handlers(on), [on]);
  return (
    <div {...listeners} onFocus={(event) => setFocused(rowAt(event)?.dataset.row ?? "")}>
      {groups.map((group) => (
        <Group
          key={group.heading}
          group={group}
          projects={projects}
          on={on}
          {...within(group, { open, reached, renaming, menued })}
        />
      ))}
      {more && <LoadMore version={version} end={end} connection={connection} onScroll={on.scroll} />}
    </div>
  );
});

// The props of one group, so that the others aren't rendered again.
const within = ({ rows }, ids) => {
  const found = Object.entries(ids).map(([name, id]) => [name, rows.some((it) => it.id === id) ? id : ""]);
  return Object.fromEntries(found);
};

const headingOf = ({ heading }) => SIDEBAR.headings[heading] ?? heading;

const Group = memo(({ group, open, reached, renaming, menued, projects, on }) => (
  <section aria-label={headingOf(group)}>
    <h3>{headingOf(group)}</h3>
    <ul>
      {group.rows.map((line) => (
        <ChatRow
          key={line.id}
          line={line}
          open={line.id === open}
          reached={line.id === reached}
          renaming={line.id === renaming}
          menued={line.id === menued}
          project={projects.get(line.project_id)}
          on={on}
        />
      ))}
    </ul>
  </section>
));

// Names and colours by id, the same map until one of them changes.
const useMarks = (projects) => {
  const marks = projects.map(({ id, name, colour }) => [id, { name, colour }]);
  return useMemo(() => new Map(marks), [JSON.stringify(marks)]);
};

const handlers = (on) => ({
  onClick(event) {
    const row = rowAt(event);
    const line = readLine(row?.dataset.row);
    const what = event.target.closest("[data-do]");
    if (!line) return;
    if (what?.dataset.do === "menu") on.openMenu(line, what.getBoundingClientRect());
    if (what?.dataset.do === "restore") on.archive(line, false);
    if (what || !plain(event) || !event.target.closest("a")) return;
    event.preventDefault();
    on.open(line.id);
  },
  onDoubleClick(event) {
    const line = event.target.closest("a") && readLine(rowAt(event).dataset.row);
    if (line && mayWrite(line)) on.startRename(line.id);
  },
  onContextMenu(event) {
    const line = readLine(rowAt(event)?.dataset.row);
    if (!line || event.target.matches("input")) return;
    event.preventDefault();
    const { clientX: left, clientY: top } = event;
    on.openMenu(line, { left, top, bottom: top });
  },
  onKeyDown(event) {
    const row = rowAt(event);
    const line = readLine(row?.dataset.row);
    if (!line) return;
    const menu = event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
    if (menu) on.openMenu(line, linkIn(row).getBoundingClientRect());
    else if (event.key === "F2" && mayWrite(line)) on.startRename(line.id);
    else if (!STEPS[event.key] || !step(event, row)) return;
    event.preventDefault();
  },
  onDragStart(event) {
    const line = readLine(rowAt(event)?.dataset.row);
    if (line && isOwn(line)) dragChat(event, line.id);
  },
});

const step = (event, row) => {
  const links = [...event.currentTarget.querySelectorAll("a[data-chat-id]")];
  const to = links[STEPS[event.key](links.indexOf(linkIn(row)), links.length - 1)];
  to?.focus();
  return Boolean(to);
};

// Where the focus goes when a row leaves the list.
export const focusBeside = (id) => {
  const row = document.activeElement?.closest(`[data-row="${id}"]`);
  if (!row) return;
  const links = /** @type {HTMLElement[]} */ ([...row.closest("nav").querySelectorAll("a[data-chat-id]")]);
  const at = links.indexOf(linkIn(row));
  (links[at + 1] ?? links[at - 1])?.focus({ preventScroll: true });
};
