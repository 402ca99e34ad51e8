// A small modal on the browser's own dialog: focus stays inside, Escape closes, focus returns. A
// click beside it does nothing, so that what was typed is not lost.

import { useEffect, useRef } from "react";

export const Dialog = ({ open, label, onClose, children }) => {
  const box = useRef(null);
  useEffect(() => {
    if (open && !box.current.open) box.current.showModal();
    if (!open && box.current.open) box.current.close();
  }, [open]);
  return (
    <dialog ref={box} className="dialog" aria-label={label} onClose={() => open && onClose()}>
      {open && <div className="dialog-body">{children}</div>}
    </dialog>
  );
};
