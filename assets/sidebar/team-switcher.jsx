// Which team the sidebar shows, for users of several teams; a badge marks news in the others.

import { ChevronsUpDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { chooseTeam } from "$/public/app/scope.js";
import { initials, useMe } from "$/public/auth/account.js";
import { readToasts, say } from "$/public/toasts/toasts.js";
import { Menu } from "$/public/ui/menu.jsx";
import { TEAM } from "$/public/words/team.js";

// A user of several teams sees one at a time, at first that of the chat they open. A team that doesn't
// exist any more is left; one that was just made or joined may not be in the list yet.
export const useTeam = (teams, teamId, opened) => {
  const me = useMe();
  const has = (id) => teams?.some((it) => it.id === id);
  const there = has(teamId) || (teamId && (!me || me.teams.some((it) => it.id === teamId)));
  const wanted = teams?.length > 1 ? (has(opened) ? opened : teams[0].id) : "";
  useEffect(() => {
    if (teams && !there && teamId !== wanted) chooseTeam(wanted);
  }, [teams, there, teamId, wanted]);
};

// Says once that the user is no longer in a team, unless they left it in this tab.
export const useTeamsLeft = (teams) => {
  const before = useRef(null);
  useEffect(() => {
    const gone = (before.current ?? []).filter(({ id }) => teams && !teams.some((it) => it.id === id));
    if (teams) before.current = teams;
    for (const { id, name } of gone) {
      if (!readToasts().some((it) => it.about === id)) say(TEAM.noLongerIn(name), { about: id });
    }
  }, [teams]);
};

export const TeamSwitcher = ({ teams, teamId, marks, onChoose }) => {
  const [at, setAt] = useState(null);
  const button = useRef(null);
  const current = teams.find((it) => it.id === teamId) ?? teams[0];
  const others = teams.filter((it) => it.id !== current.id).map((it) => marks[it.id]);
  const news = others.includes("waiting") ? TEAM.waitingElsewhere : others.some(Boolean) && TEAM.elsewhere;
  const items = teams.map((team) => ({
    key: team.id,
    name: team.name,
    chosen: team.id === current.id,
    mark: team.id !== current.id && TEAM[marks[team.id]],
    run: () => onChoose(team.id),
  }));
  return (
    <>
      <button
        ref={button}
        type="button"
        className="team-switcher"
        aria-haspopup="menu"
        aria-expanded={Boolean(at)}
        aria-label={TEAM.switcher(current.name)}
        title={TEAM.switcher(current.name)}
        onClick={() => setAt(button.current.getBoundingClientRect())}
      >
        <span className="team-letters" aria-hidden>
          {initials(current.name)}
        </span>
        <span className="chat-title" dir="auto">
          {current.name}
        </span>
        {news && <span className="mark" role="img" aria-label={news} title={news} />}
        <ChevronsUpDown size={14} aria-hidden />
      </button>
      {at && <Menu label={TEAM.choose} at={at} items={items} onClose={() => setAt(null)} />}
    </>
  );
};
