// Settings: the browsers somebody is signed in with, each of which can be ended.

import { Laptop, MonitorSmartphone } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { signOut } from "$/public/auth/sign-out.js";
import { Button, Setting } from "$/public/settings/parts.jsx";
import { ago } from "$/public/ui/relative-time.js";
import { say } from "$/public/ui/toasts.js";
import { SETTINGS } from "$/public/words/settings.js";

const words = SETTINGS.sessions;

export const Sessions = () => {
  const [list, setList] = useState(null);
  const look = useCallback(async () => setList(await ask("account/sign-ins")), []);
  useEffect(() => {
    look();
    const back = () => document.visibilityState === "visible" && look();
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, []);
  if (!list) return null;
  if (!list.ok) return <p className="failure">{list.sentence}</p>;
  const others = list.sign_ins.filter((it) => !it.here);
  const end = async (signIns, sentence) => {
    const answers = await Promise.all(signIns.map(({ id }) => ask("account/sign-ins/end", { id })));
    const refused = answers.find((it) => !it.ok);
    if (refused) say(refused.sentence, { urgent: true });
    else if (sentence) say(sentence);
    await look();
  };
  return (
    <Setting id="sessions" title={words.title} note={words.note}>
      <ul className="lines">
        {list.sign_ins.map((it) => (
          <SignIn key={it.id} signIn={it} onEnd={() => (it.here ? signOut() : end([it]))} />
        ))}
      </ul>
      {others.length > 0 && <Button onClick={() => end(others, words.othersDone)}>{words.others}</Button>}
    </Setting>
  );
};

const SignIn = ({ signIn: { browser, seen_at: seen, here }, onEnd }) => {
  const name = browser || words.unknown;
  const Icon = here ? Laptop : MonitorSmartphone;
  return (
    <li>
      <Icon size={16} aria-hidden />
      <span className="line-name">
        {name}
        <small>{here ? words.here : words.seen(ago(seen))}</small>
      </span>
      <Button aria-label={here ? SETTINGS.signOut : words.endOf(name)} onClick={onEnd}>
        {words.end}
      </Button>
    </li>
  );
};
