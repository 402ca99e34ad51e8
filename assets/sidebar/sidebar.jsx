// The sidebar: a new chat, searching, projects, chats, and what can be done with all of them.

import { SquarePen } from "lucide-react";
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Link, useNavigate } from "react-router";
import { useAddress } from "$/public/app/address.js";
import { chooseScope, chooseTeam, readScope, rememberTeam } from "$/public/app/scope.js";
import { ProjectForm } from "$/public/projects/form.jsx";
import { ProjectList } from "$/public/projects/list.jsx";
import { useProjectForm } from "$/public/projects/saving.js";
import { WaitingLink } from "$/public/questions/waiting-link.jsx";
import { Search } from "$/public/search/search.jsx";
import { ShareDialog } from "$/public/share/dialog.jsx";
import { arranging } from "$/public/sidebar/chat-actions.js";
import { chatMenu, projectMenu } from "$/public/sidebar/chat-menu.js";
import { readLine, revert, updateOptimistically } from "$/public/sidebar/chat-store.js";
import { SidebarFoot } from "$/public/sidebar/footer.jsx";
import { ChatList, focusBeside } from "$/public/sidebar/list.jsx";
import { ListFrame } from "$/public/sidebar/list-frame.jsx";
import { onChatMenu } from "$/public/sidebar/open-chat-menu.js";
import { useList } from "$/public/sidebar/sync.js";
import { TeamSwitcher, useTeam, useTeamsLeft } from "$/public/sidebar/team-switcher.jsx";
import { DrawerClose, SidebarToggle, useHideKey } from "$/public/sidebar/toggle.jsx";
import { say, unsay } from "$/public/toasts/toasts.js";
import { Toasts } from "$/public/toasts/toasts.jsx";
import { Menu } from "$/public/ui/menu.jsx";
import { CHAT } from "$/public/words/chat.js";
import { SHELL } from "$/public/words/shell.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

export const Sidebar = memo((props) => {
  const { list, scope, ready } = useList(props);
  const { chatId: open } = useAddress();
  const teams = list.teamsVersion ? list.teams : undefined;
  const [menu, setMenu] = useState(null);
  const [renaming, setRenaming] = useState("");
  const latest = useRef(/** @type {Record<string, any>} */ ({}));
  const back = useComeBack(list);
  const on = useMemo(() => actions(latest, { setMenu, setRenaming, back }), []);
  const ask = () => latest.current.props;
  const saving = useProjectForm({ projects: list.projects, saved: props.saved, ask, on });
  const now = { props, open, saving, projects: list.projects, navigate: useNavigate() };
  latest.current = { ...latest.current, ...now };
  useRefusals(props.refused, latest);
  useHideKey();
  useEffect(() => onChatMenu(on), []);
  useTeam(teams, scope.teamId, props.team);
  useTeamsLeft(teams);
  useOpenTeam(props, open);
  return (
    <div className="side-inner">
      <div className="side-head">
        <Link to="/chat" className="wordmark">
          {SHELL.name}
        </Link>
        <SidebarToggle />
        <DrawerClose />
      </div>
      {teams?.length > 1 && (
        <TeamSwitcher teams={teams} teamId={scope.teamId} marks={list.marks} onChoose={on.chooseTeam} />
      )}
      <Link to="/chat" role="button" className="new-chat">
        <SquarePen size={16} aria-hidden /> {SIDEBAR.newChat}
      </Link>
      <WaitingLink sent={props.waiting} />
      <Search found={props.found} onSearch={props.onSearch} shown={props.shown}>
        <nav className="chats" aria-label={SIDEBAR.chats}>
          <ProjectList projects={list.projects} scope={scope} menued={menu?.about} on={on} />
          <ListFrame list={list} scope={scope} ready={ready} on={on}>
            <ChatList
              list={list}
              open={open}
              renaming={renaming}
              menued={menu?.about}
              connection={props.connection}
              on={on}
            />
          </ListFrame>
        </nav>
      </Search>
      <SidebarFoot scope={scope} colorMode={props.colorMode} onColorMode={props.onColorMode} />
      <Portal>
        {menu && (
          <section aria-label={menu.label}>
            <Menu key={menu.about} {...menu} onClose={() => setMenu(null)} />
          </section>
        )}
        <ProjectForm
          form={saving.form}
          known={props.instructions}
          onSave={saving.save}
          onClose={saving.close}
        />
        <ShareDialog
          local={props.opened.local}
          refused={props.refused}
          onShare={(id, how) => ask().onShare(id, how)}
        />
      </Portal>
      <Toasts />
    </div>
  );
});

// Outside the sidebar, which may be hidden while a menu or dialog is open.
const Portal = ({ children }) => {
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return there && createPortal(children, document.body);
};

// All actions of the sidebar; the same functions for as long as the page lives.
const actions = (latest, { setMenu, setRenaming, back }) => {
  const ask = () => {
    latest.current.asked = true;
    return latest.current.props;
  };
  const chat = arranging(ask, back);
  const on = {
    ...chat,
    open: (id) => latest.current.navigate(`/chat/${id}`),
    chooseTeam(id) {
      if (id === readScope().teamId) return rememberTeam(id);
      chooseTeam(id);
      if (latest.current.open) latest.current.navigate("/chat");
    },
    scroll: (...end) => ask().onScroll(...end),
    startRename: setRenaming,
    endRename(id, stay) {
      setRenaming((now) => (now === id ? "" : now));
      const link = () => /** @type {HTMLElement | null} */ (document.querySelector(`[data-row="${id}"] a`));
      if (stay) requestAnimationFrame(() => link()?.focus({ preventScroll: true }));
    },
    archive(line, archived) {
      focusBeside(line.id);
      chat.archive(line, archived);
    },
    move(line, projectId) {
      const { projectId: listed } = readScope();
      if (listed && listed !== projectId) focusBeside(line.id);
      chat.move(line, projectId);
    },
    remove(line) {
      focusBeside(line.id);
      chat.remove(line, line.id === latest.current.open);
    },
    openMenu(line, at, other = {}) {
      const items = chatMenu(line, { projects: latest.current.projects, on: { ...on, ...other } });
      setMenu({ about: line.id, label: line.title || CHAT.untitled, at, items });
    },
    openProjectMenu: (project, at) =>
      setMenu({ about: project.id, label: project.name, at, items: projectMenu(project, on) }),
    openProject: (projectId) => chooseScope({ projectId, archived: false }),
    newProject: (chatId) => latest.current.saving.begin(chatId),
    editProject: (project) => latest.current.saving.edit(project),
    removeProject({ id, name }, withChats) {
      updateOptimistically(id, { deleted: true });
      ask().onDeleteProject(id, withChats);
      const undo = () => {
        revert(id);
        ask().onRestoreProject(id);
      };
      unsay(id);
      say(SIDEBAR.done.projectDeleted(name), { about: id, undo });
    },
    archiveProject(project, archived) {
      updateOptimistically(project.id, { archived });
      ask().onArchiveProject(project.id, archived);
    },
  };
  return on;
};

// A user who opens a chat of another team, by a link or a search, is shown that team.
/** @param {Props} props @param {string} open */
const useOpenTeam = ({ shown, team }, open) =>
  useEffect(() => {
    const { teamId } = readScope();
    if (shown && shown === open && team && teamId && teamId !== team) chooseTeam(team);
  }, [shown, team]);

// Opens a deleted chat again once it is back in the list.
const useComeBack = (list) => {
  const awaited = useRef(null);
  const navigate = useNavigate();
  useEffect(() => {
    const { id, revision } = awaited.current ?? {};
    if (!id || !(readLine(id)?.revision > revision)) return;
    awaited.current = null;
    navigate(`/chat/${id}`);
  }, [list]);
  // Deleting made one revision of the chat, restoring makes the next.
  return (line) => (awaited.current = { id: line.id, revision: line.revision + 1 });
};

// Reverts what the server refused, and shows why. Refusals from before a reload are ignored.
const useRefusals = (refused, latest) =>
  useLayoutEffect(() => {
    const { asked, saving } = latest.current;
    if (!refused?.version) return;
    revert(refused.id);
    if (saving.refuse(refused) || !asked) return;
    unsay(refused.id);
    say(refused.sentence, { about: refused.id, urgent: true });
  }, [refused]);
