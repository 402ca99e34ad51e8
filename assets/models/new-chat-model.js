// What somebody chose for this tab's new chat and hasn't sent anything to yet: it survives a reload, and
// a server that has forgotten this tab.

const KEPT = "spacerr:new-model";

export const readNewModel = () => {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
};

export const keepNewModel = (id) => {
  try {
    if (id) sessionStorage.setItem(KEPT, id);
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Storage is forbidden: the server knows as long as it knows this tab.
  }
};
