// Which chats this tab lists: those of a project, the archived ones, or all others; of one team.
//
// Kept for this tab alone, so that it survives a reload and two tabs may list different chats. A new
// tab begins with the team that was chosen last.

const PLACE = "spacerr:scope";
const TEAM = "spacerr:team";
export const ALL = Object.freeze({ projectId: "", archived: false }); // of the team it is
export const START = Object.freeze({ teamId: "", ...ALL });

let scope = null;
const listeners = new Set();

const lastTeam = () => {
  try {
    return localStorage.getItem(TEAM) ?? "";
  } catch {
    return "";
  }
};

const kept = () => {
  try {
    const { teamId = "", projectId, archived } = JSON.parse(sessionStorage.getItem(PLACE));
    return { teamId: String(teamId), projectId: String(projectId), archived: archived === true };
  } catch {
    return { ...START, teamId: lastTeam() };
  }
};

export const readScope = () => (scope ??= kept());

// Another project, or the archive; the team stays unless `next` names one.
export const chooseScope = (next) => {
  scope = { ...readScope(), ...next };
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(scope));
  } catch {
    // Storage is forbidden: the choice lasts until the reload.
  }
  listeners.forEach((heard) => heard());
};

export const rememberTeam = (teamId) => {
  try {
    localStorage.setItem(TEAM, teamId);
  } catch {
    // Storage is forbidden: new tabs begin with the first team.
  }
};

// Everything of a team, "" for all teams there are.
export const chooseTeam = (teamId) => {
  rememberTeam(teamId);
  chooseScope({ ...START, teamId });
};

// The project and the team in which a new chat begins; "" for none in particular.
export const activeProject = () => readScope().projectId;
export const activeTeam = () => readScope().teamId;

export const subscribeScope = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
