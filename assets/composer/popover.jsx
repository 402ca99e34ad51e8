// A button in the composer that opens a small panel above itself; on phones a sheet. Escape and a click
// elsewhere close it.

import { Wrench } from "lucide-react";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { composing } from "$/public/ui/keys.js";
import { place } from "$/public/ui/menu.jsx";

/** @param {Props} props */
export const Popover = ({ label, marked, children }) => {
  const [at, setAt] = useState(null);
  const button = useRef(null);
  const panel = useId();
  const close = () => {
    setAt(null);
    button.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="tools-button"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={Boolean(at)}
        aria-controls={at ? panel : undefined}
        title={label}
        data-marked={marked}
        onClick={() => (at ? close() : setAt(button.current.getBoundingClientRect()))}
      >
        <Wrench size={15} aria-hidden />
        <span>{label}</span>
      </button>
      {at && (
        <Panel id={panel} label={label} at={at} onClose={close}>
          {children}
        </Panel>
      )}
    </>
  );
};

const Panel = ({ id, label, at, children, onClose }) => {
  const layer = useRef(null);
  const box = useRef(null);
  useLayoutEffect(() => {
    layer.current.showPopover();
    place(box.current, at);
    (box.current.querySelector("input, button, a") ?? box.current).focus({ preventScroll: true });
  }, []);
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
    >
      <div ref={box} id={id} className="menu tools-panel" role="dialog" aria-label={label} tabIndex={-1}>
        {children}
      </div>
    </div>
  );
};
