// A section of the settings that is drawn in Python: there while the address names it, and read anew
// whenever it comes into view, its team is another one, or something was heard of teams, keys, models,
// agents or instructions.

import { useEffect } from "react";
import { useLocation } from "react-router";
import { chooseTeam } from "$/public/app/scope.js";
import { fetchMe, useMe, useTeamsVersion } from "$/public/auth/account.js";
import { useStudioVersion } from "$/public/settings/changes.js";
import { useCurrentTeam } from "$/public/settings/shown-team.js";

const FIRST = "profile"; // where the address names no section
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

// `managed`: only for those who manage the team. `of`: the place inside the section that the children
// show, as the address names it, "" for the section itself. `onOpen` gets the team's id, the time zone
// and the place.
/** @param {Props} props */
export const Section = ({ id, of, managed = false, onOpen, children }) => {
  const { pathname, hash } = useLocation();
  const named = hash.slice(1);
  const place = of === undefined || named === id ? "" : named;
  const version = useTeamsVersion() + useStudioVersion();
  const team = useCurrentTeam(useMe());
  const teamId = team?.id;
  const meant = (pathname.split("/")[2] || FIRST) === id && !of === !place;
  const shown = meant && teamId && !(managed && team.role === "member");
  useEffect(() => {
    if (shown) onOpen?.(teamId, zone(), place);
  }, [shown, teamId, version, place]);
  return shown && place === (of ?? "") ? children : null;
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
