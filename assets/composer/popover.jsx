// A button in the composer that opens a small panel above itself; on phones a sheet. Arrows lead through
// what is in it; Escape and a click elsewhere close it.

import { Wrench } from "lucide-react";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { Layer, placeBeside, whenLeft } from "$/public/ui/layer.jsx";

const CONTROLS = "input:enabled, button, a";

/** @param {Props} props */
export const Popover = ({ label, marked, onOpen, children }) => {
  const [at, setAt] = useState(null);
  const button = useRef(null);
  const panel = useId();
  const open = () => {
    setAt(button.current.getBoundingClientRect());
    onOpen();
  };
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
        onClick={() => (at ? close() : open())}
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
  const box = useRef(null);
  const controls = () => [...box.current.querySelectorAll(CONTROLS)];
  useLayoutEffect(() => {
    placeBeside(box.current, at);
    const [first] = controls();
    // Not on touch: the keyboard would cover half of the panel.
    const types = first?.type === "search" && window.matchMedia("(pointer: coarse)").matches;
    (types ? box.current : (first ?? box.current)).focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = controls();
    const here = all.indexOf(document.activeElement);
    all[here < 0 ? 0 : (here + step + all.length) % all.length]?.focus();
  };
  return (
    <Layer onClose={onClose} onBlur={whenLeft(onClose)}>
      <div
        ref={box}
        id={id}
        className="menu tools-panel"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </Layer>
  );
};
