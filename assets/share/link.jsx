// Links to copies of a chat: made, copied once, listed, ended.

import { Check, Copy, Unlink } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { apiUrl, ask } from "$/public/app/api.js";
import { day } from "$/public/format/relative-time.js";
import { useCopy } from "$/public/ui/clipboard.js";
import { SHARING } from "$/public/words/sharing.js";

const words = SHARING.link;
const LIVES = ["", "7", "30"]; // days, "" for no end

// `local`: the server answers on this computer only.
export const ShareLink = ({ chatId, local }) => {
  const { links, made, trouble, busy, make, end } = useLinks(chatId);
  const [days, setDays] = useState("");
  return (
    <section className="share-link" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p>{local ? words.localNote : words.note}</p>
      {local && (
        <a className="secondary" href={apiUrl(`chats/${chatId}/export.md`)} download>
          {words.export}
        </a>
      )}
      <div className="share-link-make">
        <select aria-label={words.life} value={days} onChange={(it) => setDays(it.target.value)}>
          {LIVES.map((life) => (
            <option key={life} value={life}>
              {words.lives[life]}
            </option>
          ))}
        </select>
        <button type="button" className="plain" disabled={busy} onClick={() => make(days)}>
          {words.make}
        </button>
      </div>
      {made && <Made key={made.id} token={made.token} />}
      {trouble && (
        <p className="failure" role="alert">
          {trouble}
        </p>
      )}
      {links.length > 0 && (
        <ul aria-label={words.list}>
          {links.map((link) => (
            <Line key={link.id} link={link} busy={busy} onEnd={() => end(link.id)} />
          ))}
        </ul>
      )}
    </section>
  );
};

const useLinks = (chatId) => {
  const [links, setLinks] = useState([]);
  const [made, setMade] = useState(null);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const place = `chats/${chatId}/links`;
  const look = async () => {
    const found = await ask(place);
    if (found.ok) setLinks(found.links);
    else setTrouble(found.sentence);
  };
  useEffect(() => {
    look();
  }, [chatId]);
  const change = async (path, body, then) => {
    setBusy(true);
    setTrouble("");
    const answer = await ask(path, body);
    if (answer.ok) then(answer);
    await look();
    if (!answer.ok) setTrouble(answer.sentence);
    setBusy(false);
  };
  const make = (days) => change(place, { days: days ? Number(days) : null }, setMade);
  const end = (id) =>
    change(`${place}/revoke`, { id }, () => setMade((now) => (now?.id === id ? null : now)));
  return { links, made, trouble, busy, make, end };
};

const Made = ({ token }) => {
  const [copied, copyText] = useCopy();
  const box = useRef(null);
  const address = `${window.location.origin}/shared/${token}`;
  useEffect(() => box.current.select(), []);
  const copy = () => {
    box.current.select();
    copyText(address);
  };
  const Icon = copied ? Check : Copy;
  return (
    <div className="share-link-made">
      <div>
        <input ref={box} readOnly aria-label={words.address} value={address} />
        <button type="button" className="plain" onClick={copy}>
          <Icon size={16} aria-hidden /> {copied ? words.copied : words.copy}
        </button>
      </div>
      <p role="status">{words.once}</p>
    </div>
  );
};

const described = ({ created_at: made, expires_at: end }) =>
  end ? words.madeUntil(day(made), day(end)) : words.made(day(made));

const Line = ({ link, busy, onEnd }) => (
  <li>
    <span>{described(link)}</span>
    <button
      type="button"
      className="icon small"
      aria-label={words.end}
      title={words.end}
      disabled={busy}
      onClick={onEnd}
    >
      <Unlink size={16} aria-hidden />
    </button>
  </li>
);
