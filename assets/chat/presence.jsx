// Who else has the open chat open: their initials, with their names in a tooltip.

import { memo, useEffect } from "react";
import { initials } from "$/public/auth/account.js";
import { SHARING } from "$/public/words/sharing.js";

const SHOWN = 3;

// `connection` is new with every connection: the server may have forgotten that this tab is there.
export const Presence = memo(({ chatId, sharing, connection, people, onAttend }) => {
  const wanted = sharing.shared === "private" ? "" : chatId;
  useEffect(() => {
    if (connection) onAttend(wanted);
  }, [wanted, connection]);
  if (!wanted || !people.length) return null;
  const rest = people.slice(SHOWN);
  return (
    <ul className="presence" aria-label={SHARING.here} title={`${SHARING.here}: ${people.join(", ")}`}>
      {people.slice(0, SHOWN).map((name, at) => (
        <Person key={at} short={initials(name)} name={name} />
      ))}
      {rest.length > 0 && <Person short={`+${rest.length}`} name={SHARING.more(rest.length)} />}
    </ul>
  );
});

const Person = ({ short, name }) => (
  <li>
    <span aria-hidden>{short}</span>
    <span className="visually-hidden" dir="auto">
      {name}
    </span>
  </li>
);
