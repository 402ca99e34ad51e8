// Links to copies of a chat: made, copied once, listed, ended.

import { useEffect, useRef, useState } from "react";
import { Check, Copy, Unlink } from "lucide-react";
import { ask } from "$/public/api.js";

const LIVES = [
  ["", "until I end it"],
  ["7", "for 7 days"],
  ["30", "for 30 days"],
];
const COPIED_FOR = 1500; // milliseconds

const day = (at) =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" }).format(at);

export const ShareLink = ({ chatId }) => {
  const { links, made, trouble, busy, make, end } = useLinks(chatId);
  const [days, setDays] = useState("");
  return (
    <section className="share-link" aria-label="Link">
      <h3>Link</h3>
      <p>
        Whoever has it can read a copy of this chat as it is now, without an account. What is said
        later isn’t in it.
      </p>
      <div className="share-link-make">
        <select aria-label="How long the link works" value={days} onChange={(it) => setDays(it.target.value)}>
          {LIVES.map(([value, words]) => (
            <option key={value} value={value}>
              Works {words}
            </option>
          ))}
        </select>
        <button type="button" className="plain" disabled={busy} onClick={() => make(days)}>
          Make a link
        </button>
      </div>
      {made && <Made key={made.id} token={made.token} />}
      {trouble && (
        <p className="failure" role="alert">
          {trouble}
        </p>
      )}
      {links.length > 0 && (
        <ul aria-label="Links">
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
  const [copied, setCopied] = useState(false);
  const box = useRef(null);
  const address = `${window.location.origin}/shared/${token}`;
  useEffect(() => box.current.select(), []);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    box.current.select();
    navigator.clipboard?.writeText(address).then(() => setCopied(true), () => {});
  };
  const Icon = copied ? Check : Copy;
  return (
    <div className="share-link-made">
      <div>
        <input ref={box} readOnly aria-label="Address of the link" value={address} />
        <button type="button" className="plain" onClick={copy}>
          <Icon size={16} aria-hidden /> {copied ? "Copied" : "Copy"}
        </button>
      </div>
      <p role="status">Copy it now: for safety it is shown only once.</p>
    </div>
  );
};

const Line = ({ link, busy, onEnd }) => (
  <li>
    <span>
      Made {day(link.created_at)}
      {link.expires_at ? `, ends ${day(link.expires_at)}` : ", works until you end it"}
    </span>
    <button type="button" className="icon small" aria-label="End link" title="End link" disabled={busy} onClick={onEnd}>
      <Unlink size={16} aria-hidden />
    </button>
  </li>
);
