// What waits for the user, as components read it.

import { useSyncExternalStore } from "react";
import { readWaiting, subscribeWaiting } from "$/public/questions/waiting.js";

export const useWaiting = () => useSyncExternalStore(subscribeWaiting, readWaiting, readWaiting);
