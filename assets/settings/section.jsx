// A section of the settings that is drawn in Python: there while the address names it, and read anew
// whenever it comes into view, its team is another one, or something was heard of teams.

import { useEffect } from "react";
import { useLocation } from "react-router";
import { chooseTeam } from "$/public/app/scope.js";
import { fetchMe, useMe, useTeamsVersion } from "$/public/auth/account.js";
import { useCurrentTeam } from "$/public/settings/shown-team.js";

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

// `managed`: only for those who manage the team. `onOpen` gets the team's id and the time zone.
export const Section = ({ id, managed = false, onOpen, children }) => {
  const { pathname } = useLocation();
  const version = useTeamsVersion();
  const team = useCurrentTeam(useMe());
  const teamId = team?.id;
  const shown = pathname.split("/")[2] === id && teamId && !(managed && team.role === "member");
  useEffect(() => {
    if (shown) onOpen(teamId, zone());
  }, [shown, teamId, version]);
  return shown ? children : null;
};

// Has this tab show another team.
export const ShowTeamButton = ({ teamId, label, children }) => (
  <button type="button" className="secondary" aria-label={label} onClick={() => chooseTeam(teamId)}>
    {children}
  </button>
);

// A team that was just created is shown at once.
export const useShownTeam = () =>
  useEffect(() => {
    const onShow = async (/** @type {CustomEvent} */ { detail }) => {
      await fetchMe();
      chooseTeam(detail);
    };
    window.addEventListener("spacerr:show-team", onShow);
    return () => window.removeEventListener("spacerr:show-team", onShow);
  }, []);
