// A key in the settings: whose it is for, how it fares, its test, and what else can be done with it.

import { Ellipsis, KeyRound, Pencil, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { initials } from "$/public/auth/account.js";
import { Button } from "$/public/settings/parts.jsx";
import { Menu } from "$/public/ui/menu.jsx";
import { KEYS } from "$/public/words/studio-keys.js";

export const lineIn = ({ team = [], own = [] }, id) => [...team, ...own].find((it) => it.id === id);

// `waiting`: it may not be used now, only removed.
/** @param {Props} props */
export const KeyLine = ({ line, providers, may, waiting = false, path, look, onDo }) => {
  const [said, setSaid] = useState(null);
  const [testing, setTesting] = useState(false);
  const provider = providers.find((it) => it.id === line.provider);
  const test = async () => {
    if (testing) return;
    setTesting(true);
    const answer = await ask(`${path}/test`, { id: line.id });
    setTesting(false);
    const works = answer.ok && !answer.sentence;
    const { since } = lineIn(await look(), line.id) ?? line;
    setSaid({ works, sentence: works ? KEYS.works(answer.models) : answer.sentence, since });
  };
  const news = said?.since === line.since ? said : null; // of the state it is in, and no other
  return (
    <li>
      <span className="team-letters" aria-hidden>
        {initials(provider.name)[0]}
      </span>
      <span className="line-name">
        <span>
          <bdi>{line.name}</bdi>
          {line.name !== provider.name && <em> {provider.name}</em>}
        </span>
        <small>
          <span className="key-state" data-state={line.state}>
            {KEYS.states[line.state](line.since)}
          </span>
          {may && <Facts line={line} provider={provider} />}
        </small>
        <small className="key-said" data-works={news?.works} role="status">
          {news?.sentence}
        </small>
      </span>
      {may && !waiting && (
        <Button aria-label={KEYS.testOf(line.name)} aria-disabled={testing} onClick={test}>
          {testing ? KEYS.testing : KEYS.test}
        </Button>
      )}
      {may && <More line={line} waiting={waiting} onDo={onDo} />}
    </li>
  );
};

const Facts = ({ line: { tail, has_key: hasKey, base_url: url }, provider }) => (
  <>
    {tail && <span>{KEYS.ending(tail)}</span>}
    {!tail && hasKey && <span>{KEYS.shortKey}</span>}
    {!hasKey && !provider.needs_key && <span>{KEYS.noKey}</span>}
    {url && <span className="key-address">{url}</span>}
  </>
);

const More = ({ line, waiting, onDo }) => {
  const [at, setAt] = useState(null);
  const button = useRef(null);
  const entry = (what, icon, more = {}) => ({
    name: KEYS[what],
    icon,
    run: () => onDo({ what, line }),
    ...more,
  });
  const items = [
    !waiting && entry("replace", KeyRound),
    entry("rename", Pencil),
    entry("remove", Trash2, { danger: true }),
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon small"
        aria-label={KEYS.more(line.name)}
        title={KEYS.more(line.name)}
        aria-haspopup="menu"
        aria-expanded={Boolean(at)}
        onClick={() => setAt(button.current.getBoundingClientRect())}
      >
        <Ellipsis size={16} aria-hidden />
      </button>
      {at && <Menu label={line.name} at={at} items={items} onClose={() => setAt(null)} />}
    </>
  );
};
