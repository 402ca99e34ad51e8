// The dialog in which a server of tools is added or changed. A token that is typed here goes to the
// server of Spacerr alone: it passes through no State, and never comes back.

import { useId, useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { useUntested } from "$/public/settings/untested.jsx";
import { Dialog } from "$/public/ui/dialog.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { EXAMPLES, TOOLS } from "$/public/words/studio-tools.js";

const OWN = { title: "", url: "", auth: "none", header: "", client_id: "", trusted: false };
const MEANWHILE = "ToolServerChanged";

// `server` is what is changed, null for a new one.
/** @param {Props} props */
export const ServerForm = ({ teamId, open, server, onClose }) => {
  const title = server ? TOOLS.edit(server.title) : TOOLS.add;
  return (
    <Dialog open={open} label={title} onClose={onClose}>
      <h2 dir="auto">{title}</h2>
      <Entering key={server?.id ?? ""} {...{ teamId, server, onClose }} />
    </Dialog>
  );
};

const Entering = ({ teamId, server, onClose }) => {
  const [from, setFrom] = useState("");
  const start = server ?? EXAMPLES.find(({ title }) => title === from) ?? OWN;
  const untested = useUntested(TOOLS.untested, onClose);
  const revision = useRef(server?.revision);
  const send = async ({ trusted, secret, ...typed }) => {
    const kept = server && !secret;
    const body = {
      ...typed,
      ...(kept ? {} : { secret: secret ?? "" }),
      trusted: trusted === "on",
      untested: untested.take(),
    };
    const path = `teams/${teamId}/tool-servers`;
    const answer = server
      ? await ask(`${path}/change`, { ...body, id: server.id, revision: revision.current })
      : await ask(path, body);
    untested.look(answer);
    // A person who sends it again after being told replaces what others entered.
    if (answer.kind === MEANWHILE) revision.current = server.revision;
    if (!answer.ok) return answer;
    onClose();
  };
  return (
    <Form
      className="confirm server-form"
      action={server ? TOOLS.save : TOOLS.add}
      busy={TOOLS.connecting}
      beside={untested.beside}
      onSend={send}
    >
      {!server && <Examples chosen={from} about={start.about} onChoose={setFrom} />}
      <Fields key={from} start={start} stored={Boolean(server)} />
    </Form>
  );
};

const Examples = ({ chosen, about, onChoose }) => (
  <Choice label={TOOLS.from} hint={about} value={chosen} onChange={onChoose}>
    <option value="">{TOOLS.own}</option>
    {EXAMPLES.map(({ title }) => (
      <option key={title} value={title}>
        {title}
      </option>
    ))}
  </Choice>
);

const Fields = ({ start, stored }) => {
  const [auth, setAuth] = useState(start.auth);
  const same = stored && auth === start.auth;
  return (
    <>
      <Field
        name="title"
        label={TOOLS.name}
        hint={stored ? undefined : TOOLS.nameHint}
        defaultValue={start.title}
        autoComplete="off"
        dir="auto"
      />
      <Field
        name="url"
        type="url"
        label={TOOLS.address}
        hint={TOOLS.addressHint}
        defaultValue={start.url}
        autoComplete="off"
        spellCheck={false}
      />
      <Choice
        name="auth"
        label={TOOLS.auth}
        hint={auth === "sign-in" ? TOOLS.signInHint : undefined}
        value={auth}
        onChange={setAuth}
      >
        {Object.entries(TOOLS.auths).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </Choice>
      {auth === "header" && (
        <Field
          name="header"
          label={TOOLS.header}
          hint={TOOLS.headerHint}
          defaultValue={start.header}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      {auth === "sign-in" && <Client id={start.client_id} same={same} />}
      {auth === "token" && <Secret key={auth} label={TOOLS.token} same={same} />}
      {auth === "header" && <Secret key={auth} label={TOOLS.value} same={same} />}
      <Trusted checked={start.trusted} />
    </>
  );
};

const Secret = ({ label, same }) => (
  <Field
    name="secret"
    type="password"
    label={label}
    reveal={TOOLS.reveal}
    hint={same ? TOOLS.kept : TOOLS.secretHint}
    autoComplete="off"
    autoCapitalize="none"
    spellCheck={false}
    data-1p-ignore
  />
);

// What only some services need, folded.
const Client = ({ id, same }) => (
  <details className="server-client" open={Boolean(id)}>
    <summary>{TOOLS.ownClient}</summary>
    <Field
      name="client_id"
      label={TOOLS.clientId}
      hint={TOOLS.clientHint}
      defaultValue={id}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
    <Secret label={TOOLS.clientSecret} same={same && Boolean(id)} />
  </details>
);

const Trusted = ({ checked }) => {
  const hint = useId();
  return (
    <div className="server-trust">
      <label>
        <input type="checkbox" name="trusted" defaultChecked={checked} aria-describedby={hint} />
        {TOOLS.trusted}
      </label>
      <p id={hint} className="field-hint">
        {TOOLS.trustedHint}
      </p>
    </div>
  );
};

/** @param {Props} props */
const Choice = ({ name, label, hint, value, onChange, children }) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <select
          id={id}
          name={name}
          value={value}
          aria-describedby={hint ? `${id}said` : undefined}
          onChange={(event) => onChange(event.target.value)}
        >
          {children}
        </select>
      </div>
      {hint && (
        <p id={`${id}said`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
};
