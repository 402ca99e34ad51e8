// What the user chose for this tab's new chat and hasn't sent anything to yet: it survives a reload, and
// a server that has forgotten this tab.

import { session } from "$/public/ui/storage.js";

const KEPT = "spacerr:new-model";

export const readNewModel = () => session.read(KEPT) ?? "";

export const keepNewModel = (id) => session.write(KEPT, id);
