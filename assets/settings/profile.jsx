// Settings: somebody's name, address and password.

import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { fetchMe } from "$/public/auth/account.js";
import { OneField, Setting } from "$/public/settings/parts.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { SETTINGS } from "$/public/words/settings.js";

export const Profile = ({ me }) => {
  const rename = async (name) => {
    const answer = await ask("account/name", { name });
    if (!answer.ok) return answer;
    await fetchMe();
  };
  const { name, email } = SETTINGS;
  const alone = me.mode !== "accounts";
  return (
    <>
      <Setting id="name" title={name.title} note={alone ? name.noteAlone : name.note}>
        <OneField label={name.title} value={me.name} missing={name.missing} onSave={rename} />
      </Setting>
      {!alone && (
        <>
          <Setting id="email" title={email.title} note={email.note}>
            <p className="setting-value">{me.email}</p>
          </Setting>
          <Password email={me.email} />
        </>
      )}
    </>
  );
};

const ABOUT_NEW = ["PasswordTooShort", "PasswordTooLong"];
const fieldOf = ({ kind }) => (kind === "WrongPassword" ? "old" : ABOUT_NEW.includes(kind) && "new");

const Password = ({ email }) => {
  const words = SETTINGS.password;
  const [done, setDone] = useState(false);
  const change = async (typed, form) => {
    setDone(false);
    const answer = await ask("account/password", { old: typed.old, new: typed.new });
    if (!answer.ok) return { ...answer, field: fieldOf(answer) };
    form.reset();
    setDone(true);
  };
  return (
    <Setting id="password" title={words.title} note={words.note}>
      <Form
        className="narrow"
        action={words.action}
        busy={words.busy}
        missing={words.missing}
        beside={
          <span className="saved" role="status">
            {done && words.done}
          </span>
        }
        onSend={change}
      >
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
        <Field name="old" label={words.old} type="password" autoComplete="current-password" />
        <Field name="new" label={words.fresh} hint={words.hint} type="password" autoComplete="new-password" />
      </Form>
    </Setting>
  );
};
