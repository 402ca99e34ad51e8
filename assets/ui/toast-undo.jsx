// Hears that somebody takes back what a toast of a State says was done; draws nothing.

import { useEffect } from "react";

export const ToastUndo = ({ onUndo }) => {
  useEffect(() => {
    const hear = ({ detail }) => onUndo(detail);
    window.addEventListener("spacerr:undo", hear);
    return () => window.removeEventListener("spacerr:undo", hear);
  }, [onUndo]);
  return null;
};
