// The settings: a list of sections, a search through all of them, and one section at a time.

import { Search, X } from "lucide-react";
import { memo, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "react-router";
import { Boundary, CrashedSettings } from "$/public/app/boundary.jsx";
import { useCountedTitle } from "$/public/app/unread-title.jsx";
import { useMe } from "$/public/auth/account.js";
import { Data } from "$/public/settings/data.jsx";
import { Keys } from "$/public/settings/keys/keys.jsx";
import { useShownTeam } from "$/public/settings/section.jsx";
import { useCurrentTeam } from "$/public/settings/shown-team.js";
import { composing } from "$/public/ui/keys.js";
import { SETTINGS } from "$/public/words/settings.js";

// The others are drawn in Python: see section.jsx.
const SHOWN = {
  keys: Keys,
  data: Data,
};

// Who a section or setting is for, and whether that is who is here.
const isFor = ({ audience }, me, team) => {
  if (audience === "all") return true;
  if (audience === "keepers") return Boolean(team) && team.role !== "member";
  if (me?.mode !== "accounts") return false;
  return audience === "accounts" || team?.role !== "member";
};

const named = (setting, me) => (me?.mode !== "accounts" && setting.alone) || setting.name;

const found = (query, settings) => {
  const words = query.trim().toLowerCase().split(/\s+/);
  return settings.filter(({ name, words: more, section }) => {
    const text = `${name} ${more} ${section}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
};

// `sections` in their order and the `index` of all settings, as spacerr/words/settings_index.py has them.
export const Settings = memo(({ sections: all, index, children }) => {
  const { pathname, hash } = useLocation();
  const wanted = pathname.split("/")[2] || all[0].id;
  const me = useMe();
  const team = useCurrentTeam(me);
  const [query, setQuery] = useState("");
  useShownTeam();
  const sections = all.filter((it) => isFor(it, me, team));
  const settings = index
    .filter((it) => isFor(it, me, team))
    .map((it) => ({ ...it, name: named(it, me), place: all.find(({ id }) => id === it.section).name }));
  const section = sections.find((it) => it.id === wanted);
  useCountedTitle(section ? SETTINGS.pageTitle(section.name) : SETTINGS.settings);
  const sectionsRow = useRef(null);
  const shownPage = useRef(null);
  useEffect(() => setQuery(""), [pathname, hash]);
  // What opened the settings is gone: without this the next Tab would begin at the page's top.
  useEffect(() => {
    if (document.activeElement === document.body) shownPage.current.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    const current = sectionsRow.current.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [wanted, sections.length]);
  return (
    <div className="settings">
      <div className="settings-side">
        <Finder query={query} onQuery={setQuery} />
        <nav ref={sectionsRow} className="settings-sections" aria-label={SETTINGS.sections}>
          {sections.map(({ id, name }) => (
            <Link key={id} to={`/settings/${id}`} aria-current={id === wanted ? "page" : undefined}>
              {name}
            </Link>
          ))}
        </nav>
      </div>
      <div ref={shownPage} className="settings-page" tabIndex={-1}>
        <Boundary fallback={CrashedSettings}>
          {query.trim() ? (
            <Found hits={found(query, settings)} />
          ) : (
            <Shown key={wanted} section={section} known={me} team={team} hash={hash}>
              {children}
            </Shown>
          )}
        </Boundary>
      </div>
    </div>
  );
});

const Finder = ({ query, onQuery }) => (
  <div className="search" role="search" aria-label={SETTINGS.search}>
    <Search size={16} aria-hidden />
    <input
      type="search"
      aria-label={SETTINGS.search}
      placeholder={SETTINGS.search}
      autoComplete="off"
      value={query}
      onChange={(event) => onQuery(event.target.value)}
      onKeyDown={(event) => event.key === "Escape" && !composing(event) && onQuery("")}
    />
    {query && (
      <button type="button" aria-label={SETTINGS.clear} title={SETTINGS.clear} onClick={() => onQuery("")}>
        <X size={14} aria-hidden />
      </button>
    )}
  </div>
);

const Found = ({ hits }) => (
  <>
    <h1 className="visually-hidden">{SETTINGS.settings}</h1>
    <p className="settings-count" role="status">
      {hits.length ? SETTINGS.found(hits.length) : SETTINGS.nothing}
    </p>
    <ul className="settings-hits">
      {hits.map(({ section, place, id, name }) => (
        <li key={id}>
          <Link to={`/settings/${section}#${id}`}>
            {name}
            <span>{place}</span>
          </Link>
        </li>
      ))}
    </ul>
  </>
);

// A section, once it is known who is here; where a deep link names a setting, that is shown.
const Shown = ({ section, known, team, hash, children }) => {
  const ready = Boolean(known);
  useEffect(() => {
    if (!ready || !hash) return undefined;
    const watch = new MutationObserver(() => show());
    const show = () => {
      const setting = document.getElementById(hash.slice(1));
      if (!setting) return;
      watch.disconnect();
      setting.scrollIntoView({ block: "start" });
      setting.focus({ preventScroll: true });
    };
    watch.observe(document.body, { childList: true, subtree: true }); // its section may still be loading
    show();
    return () => watch.disconnect();
  }, [ready, hash]);
  if (!ready) return null;
  if (!section)
    return (
      <>
        <h1 className="visually-hidden">{SETTINGS.settings}</h1>
        <p className="settings-count">{SETTINGS.unknown}</p>
      </>
    );
  const Drawn = SHOWN[section.id];
  return (
    <>
      <h1>{section.name}</h1>
      {Drawn && <Drawn me={known} team={team} />}
      {children}
    </>
  );
};
