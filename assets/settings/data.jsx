// Settings: taking everything along, bringing it in, and deleting it for good.

import { useRef, useState } from "react";
import { Link } from "react-router";
import { apiUrl, ask } from "$/public/app/api.js";
import { chooseTeam } from "$/public/app/scope.js";
import { fetchMe } from "$/public/auth/account.js";
import { clearUserData } from "$/public/auth/user-data.js";
import { Button, Confirm, Setting } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { SETTINGS } from "$/public/words/settings.js";

const LARGEST = 100_000_000; // bytes

export const Data = ({ me, team }) => (
  <>
    <Export alone={me.mode !== "accounts"} />
    <Import team={team} />
    {me.mode === "accounts" && <DeleteAccount me={me} />}
    {me.mode === "accounts" && team.role === "owner" && <DeleteTeam team={team} />}
  </>
);

const Export = ({ alone }) => {
  const { title, note, elsewhere, action } = SETTINGS.exporting;
  const link = (
    <a className="secondary" href={apiUrl("account/export.json")} download>
      {action}
    </a>
  );
  return <Setting id="export" title={title} note={alone ? note : `${note} ${elsewhere}`} beside={link} />;
};

const Import = ({ team }) => {
  const { title, note, action, busy, done, tooLarge } = SETTINGS.importing;
  const [sending, setSending] = useState(false);
  const [said, setSaid] = useState(null);
  const picker = useRef(null);
  const choose = async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file || sending) return;
    if (file.size > LARGEST) return setSaid({ sentence: tooLarge });
    setSending(true);
    setSaid(null);
    const answer = await ask(`import?team=${team.id}`, file);
    setSending(false);
    setSaid(answer);
  };
  const button = (
    <Button aria-disabled={sending} onClick={() => sending || picker.current.click()}>
      {sending ? busy : action}
    </Button>
  );
  return (
    <Setting id="import" title={title} note={note} beside={button}>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        aria-label={action}
        hidden
        onChange={choose}
      />
      {said && (
        <p className={said.ok ? "setting-note" : "failure"} role="status">
          {said.ok ? done(said) : said.sentence}
        </p>
      )}
    </Setting>
  );
};

const DeleteAccount = ({ me: { email, teams } }) => {
  const words = SETTINGS.deletion;
  const [asking, setAsking] = useState(false);
  const remove = async (typed) => {
    const answer = await ask("account/delete", typed);
    if (!answer.ok) return answer;
    clearUserData();
    window.location.replace("/sign-in");
  };
  const held = teams.filter((it) => it.only_owner && it.members > 1);
  const button = (
    <Button danger onClick={() => setAsking(true)}>
      {words.action}
    </Button>
  );
  if (held.length) return <HandOverFirst teams={held} />;
  return (
    <Setting id="delete-account" title={words.title} note={words.note} beside={button}>
      <Confirm
        open={asking}
        title={words.dialog}
        body={words.body}
        action={words.forGood}
        busy={words.busy}
        word={email}
        password
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </Setting>
  );
};

// A team of people needs an owner: said before anything is typed.
const HandOverFirst = ({ teams }) => {
  const words = SETTINGS.deletion;
  return (
    <Setting id="delete-account" title={words.title} note={words.onlyOwner(teams.map((it) => it.name))}>
      <Link to="/settings/members" onClick={() => chooseTeam(teams[0].id)}>
        {words.handOver(teams[0].name)}
      </Link>
    </Setting>
  );
};

const DeleteTeam = ({ team }) => {
  const words = SETTINGS.teamDeletion;
  const [asking, setAsking] = useState(false);
  const remove = async ({ confirmation }) => {
    const answer = await ask(`teams/${team.id}/delete`, { confirmation });
    if (!answer.ok) return answer;
    say(words.gone(team.name), { about: team.id });
    await fetchMe();
  };
  const button = (
    <Button danger onClick={() => setAsking(true)}>
      {words.action}
    </Button>
  );
  return (
    <Setting id="delete-team" title={words.title} note={words.note(team.name)} beside={button}>
      <Confirm
        open={asking}
        title={words.dialog(team.name)}
        body={words.body}
        action={SETTINGS.deletion.forGood}
        busy={SETTINGS.deletion.busy}
        word={team.name}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </Setting>
  );
};
