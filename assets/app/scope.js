// Which chats this tab lists: those of a project, the archived ones, or all others; of one team.
//
// Kept for this tab alone, so that it survives a reload and two tabs may list different chats. A new
// tab begins with the team that was chosen last.

import { createListeners } from "$/public/ui/listeners.js";
import { local, session } from "$/public/ui/storage.js";

const PLACE = "spacerr:scope";
const TEAM = "spacerr:team";
export const ALL = Object.freeze({ projectId: "", archived: false }); // of the team it is
export const START = Object.freeze({ teamId: "", ...ALL });

let scope = null;
const { subscribe, notify } = createListeners();

const kept = () => {
  const found = session.readJson(PLACE);
  if (!found) return { ...START, teamId: local.read(TEAM) ?? "" };
  const { teamId = "", projectId, archived } = found;
  return { teamId: String(teamId), projectId: String(projectId), archived: archived === true };
};

export const readScope = () => (scope ??= kept());

// Another project, or the archive; the team stays unless `next` names one.
export const chooseScope = (next) => {
  scope = { ...readScope(), ...next };
  session.writeJson(PLACE, scope);
  notify();
};

export const rememberTeam = (teamId) => local.write(TEAM, teamId);

// Everything of a team, "" for all teams there are.
export const chooseTeam = (teamId) => {
  rememberTeam(teamId);
  chooseScope({ ...START, teamId });
};

// The project and the team in which a new chat begins; "" for none in particular.
export const activeProject = () => readScope().projectId;
export const activeTeam = () => readScope().teamId;

export { subscribe as subscribeScope };
