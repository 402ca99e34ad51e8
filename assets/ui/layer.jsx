// A layer above the page for a menu, a list or a panel. A click beside that and Escape close it.

import { useLayoutEffect, useRef } from "react";
import { composing } from "$/public/ui/keys.js";

const EDGE = 8; // pixels between what it shows, a button and the window

/** @param {Props} props */
export const Layer = ({ onClose, children, ...more }) => {
  const layer = useRef(null);
  useLayoutEffect(() => layer.current.showPopover(), []);
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || composing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <div
      ref={layer}
      popover="manual"
      className="menu-layer"
      onClick={(event) => event.target === layer.current && onClose()}
      onKeyDown={onKeyDown}
      {...more}
    >
      {children}
    </div>
  );
};

// For `onBlur`: the focus has left the layer, by Tab.
export const whenLeft = (onClose) => (event) =>
  event.relatedTarget && !event.currentTarget.contains(event.relatedTarget) && onClose();

// Above a button or below it, wherever there is more room, and never wider than the window.
export const placeBeside = (box, at) => {
  const above = at.top > window.innerHeight - at.bottom;
  const room = (above ? at.top : window.innerHeight - at.bottom) - 2 * EDGE;
  box.style.setProperty("--room", `${room}px`);
  box.style.left = `${Math.max(EDGE, Math.min(at.left, window.innerWidth - box.offsetWidth - EDGE))}px`;
  box.style.top = above ? "auto" : `${at.bottom + EDGE}px`;
  box.style.bottom = above ? `${window.innerHeight - at.top + EDGE}px` : "auto";
};
