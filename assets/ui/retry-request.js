// Requests to the server that can be lost with the connection, or whose answers can.

import { useEffect } from "react";

export const AGAIN_AFTER = 5000; // milliseconds, longer than a slow answer takes

// Asks when something is wanted, and again, until the answer is here.
export const useAsking = (wanted, ask, about) =>
  useEffect(() => {
    if (!wanted) return undefined;
    ask();
    const again = setInterval(ask, AGAIN_AFTER);
    return () => clearInterval(again);
  }, [Boolean(wanted), ...about]);
