// Settings: the e-mail address and the password of a user. Neither enters a State.

import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { useMe } from "$/public/auth/account.js";
import { Setting } from "$/public/settings/parts.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { SETTINGS } from "$/public/words/settings.js";

const fieldOf = ({ kind, field }) => (kind === "WrongPassword" ? "old" : field === "password" && "new");

export const SignInSettings = () => {
  const { email, password: words } = SETTINGS;
  const address = useMe()?.email;
  const [done, setDone] = useState(false);
  const change = async (typed, form) => {
    setDone(false);
    const answer = await ask("account/password", { old: typed.old, new: typed.new });
    if (!answer.ok) return { ...answer, field: fieldOf(answer) };
    form.reset();
    setDone(true);
  };
  const said = (
    <span className="saved" role="status">
      {done && words.done}
    </span>
  );
  return (
    <>
      <Setting id="email" title={email.title} note={email.note}>
        <p className="setting-value">{address}</p>
      </Setting>
      <Setting id="password" title={words.title} note={words.note}>
        <Form
          className="narrow"
          action={words.action}
          busy={words.busy}
          missing={words.missing}
          beside={said}
          onSend={change}
        >
          <input type="text" name="email" autoComplete="username" value={address} readOnly hidden />
          <Field name="old" label={words.old} type="password" autoComplete="current-password" />
          <Field
            name="new"
            label={words.fresh}
            hint={words.hint}
            type="password"
            autoComplete="new-password"
          />
        </Form>
      </Setting>
    </>
  );
};
