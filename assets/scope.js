// Which chats this tab lists: those of a project, the archived ones, or all others.
//
// Kept for this tab alone, so that it survives a reload and two tabs may list different chats.

const PLACE = "spacerr:scope";
export const ALL = Object.freeze({ projectId: "", archived: false });

let scope = null;
const listeners = new Set();

const kept = () => {
  try {
    const { projectId, archived } = JSON.parse(sessionStorage.getItem(PLACE));
    return { projectId: String(projectId), archived: archived === true };
  } catch {
    return ALL;
  }
};

export const readScope = () => (scope ??= kept());

export const chooseScope = (next) => {
  scope = next;
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(next));
  } catch {
    // Storage is forbidden: the choice lasts until the reload.
  }
  listeners.forEach((heard) => heard());
};

// The project in which a new chat begins; "" for none.
export const activeProject = () => readScope().projectId;

export const subscribeScope = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
