// What every page of the door is made of: one calm column, shown to whoever belongs there.

import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { nextAddress } from "$/public/auth/flow.js";
import { DOOR } from "$/public/words/door.js";
import { SHELL } from "$/public/words/shell.js";
import "@fontsource-variable/inter/index.css";

// What the server says of its door, null until it has; and a way to ask again.
export const useDoor = () => {
  const [door, setDoor] = useState(null);
  const look = async () => {
    setDoor(null);
    setDoor(await ask("door"));
  };
  useEffect(() => {
    look();
  }, []);
  return [door, look];
};

// Where somebody belongs who comes to this page, "" for here.
const elsewhere = (page, door) => {
  if (door.mode === "local" || door.signed_in) return nextAddress();
  if (door.needs_setup) return page === "setup" ? "" : "/setup";
  return page === "setup" ? "/sign-in" : "";
};

/** @param {Props} props */
export const Door = ({ title, lead, foot, children }) => (
  <main className="door">
    <div className="door-column">
      <p className="wordmark">{SHELL.name}</p>
      <h1 dir="auto">{title}</h1>
      {lead && (
        <p className="door-lead" dir="auto">
          {lead}
        </p>
      )}
      {children}
      {foot && <p className="door-foot">{foot}</p>}
    </div>
  </main>
);

// Before anything is known there is nothing to read; when nothing can be known, that is said.
/** @param {Props} props */
export const Waiting = ({ door, onAgain }) => (
  <main className="door">
    {door && !door.ok && (
      <div className="door-column">
        <p className="wordmark">{SHELL.name}</p>
        <p className="failure" role="alert">
          {door.sentence}
        </p>
        <button type="button" className="primary" onClick={onAgain}>
          {DOOR.unreachable}
        </button>
      </div>
    )}
  </main>
);

// A page of the door, shown to whoever belongs there.
export const guarded = (page, Shown) => () => {
  const [door, look] = useDoor();
  const leaving = door?.ok ? elsewhere(page, door) : "";
  useEffect(() => {
    if (leaving) window.location.replace(leaving);
  }, [leaving]);
  return door?.ok && !leaving ? <Shown door={door} /> : <Waiting door={door} onAgain={look} />;
};
