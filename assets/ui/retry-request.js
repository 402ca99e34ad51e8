// Asking the server for something whose question or answer can be lost with the connection.

import { useEffect } from "react";

export const AGAIN_AFTER = 5000; // milliseconds, longer than a slow answer takes

// Asks when something is wanted, and again, until it isn't: that is, until the answer is here.
export const useAsking = (wanted, ask, about) =>
  useEffect(() => {
    if (!wanted) return undefined;
    ask();
    const again = setInterval(ask, AGAIN_AFTER);
    return () => clearInterval(again);
  }, [Boolean(wanted), ...about]);
