// Hands a State the undo that the user pressed in its toast; draws nothing.

import { useEffect } from "react";

export const ToastUndo = ({ onUndo }) => {
  useEffect(() => {
    const onUndoPressed = ({ detail }) => onUndo(detail);
    window.addEventListener("spacerr:undo", onUndoPressed);
    return () => window.removeEventListener("spacerr:undo", onUndoPressed);
  }, [onUndo]);
  return null;
};
