// What is said of a time relative to now changes by itself.

import { useEffect, useReducer } from "react";

const MINUTE = 60000; // milliseconds

// Renders again every minute.
export const useMinute = () => {
  const [, tick] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, MINUTE);
    return () => clearInterval(timer);
  }, []);
};
