// Settings: what was done in the team, for those who run it.

import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { apiUrl, ask } from "$/public/app/api.js";
import { useTeamsVersion } from "$/public/auth/account.js";
import { Button, Setting } from "$/public/settings/parts.jsx";
import { TEAM } from "$/public/words/team.js";

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

// The newest entries, and what was loaded below them. Only what was asked for last is shown.
const useEntries = (id, action) => {
  const version = useTeamsVersion();
  const [found, setFound] = useState(null);
  const asked = useRef(0);
  const load = async (before = "") => {
    const mine = (asked.current += 1);
    const query = new URLSearchParams({ ...(before && { before }), ...(action && { action }) });
    const answer = await ask(`teams/${id}/audit?${query}`);
    if (mine !== asked.current) return;
    const join = (known) => [...(before && known?.entries ? known.entries : []), ...answer.entries];
    setFound((known) => (answer.ok ? { ...answer, entries: join(known) } : answer));
  };
  useEffect(() => {
    load();
  }, [id, action, version]);
  return [found, load];
};

export const Audit = ({ team: { id } }) => {
  const [action, setAction] = useState("");
  const [found, load] = useEntries(id, action);
  if (!found) return null;
  if (!found.ok) return <p className="failure">{found.sentence}</p>;
  const link = (
    <a className="secondary" href={apiUrl(`teams/${id}/audit.csv`)} download>
      {TEAM.auditDownload}
    </a>
  );
  return (
    <Setting id="audit" title={TEAM.audit} note={TEAM.auditNote} beside={link}>
      <Filter chosen={action} onChoose={setAction} />
      <ul className="lines audit">
        {found.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {!found.entries.length && <p className="setting-note">{TEAM.auditNothing}</p>}
      {found.more && <Button onClick={() => load(found.entries.at(-1).id)}>{TEAM.auditMore}</Button>}
    </Setting>
  );
};

const asName = (words) => words[0].toUpperCase() + words.slice(1);

const Filter = ({ chosen, onChoose }) => (
  <label className="audit-filter">
    <span className="only-heard">{TEAM.auditFilter}</span>
    <select className="line-select" value={chosen} onChange={(event) => onChoose(event.target.value)}>
      <option value="">{TEAM.auditAll}</option>
      {Object.entries(TEAM.actions).map(([value, word]) => (
        <option key={value} value={value}>
          {asName(word)}
        </option>
      ))}
    </select>
  </label>
);

const Entry = ({ entry: { at, actor, action, words, subject, subject_id: id, title, detail } }) => (
  <li>
    <span className="line-name">
      <span>
        <strong dir="auto">{actor || TEAM.somebody}</strong> {TEAM.actions[action] ?? words}
        {subject && (
          <>
            {" "}
            · <bdi>{subject}</bdi>
          </>
        )}
        {title && (
          <>
            {" "}
            ·{" "}
            <Link to={`/chat/${id}`} dir="auto">
              {title}
            </Link>
          </>
        )}
      </span>
      <small>
        <time dateTime={new Date(at).toISOString()}>{moment.format(at)}</time>
        {facts(detail)}
      </small>
    </span>
  </li>
);

const facts = (detail) =>
  Object.entries(detail ?? {})
    .map(([name, value]) => ` · ${TEAM.details[name]?.(value) ?? `${name}: ${value}`}`)
    .join("");
