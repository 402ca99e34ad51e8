// The dialogs of a key: adding, replacing, renaming and removing one. What was typed stays where it is
// refused; what only couldn't be tested may be kept all the same.

import { useId, useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { lineIn } from "$/public/settings/keys/line.jsx";
import { Cancel, Confirm } from "$/public/settings/parts.jsx";
import { useUntested } from "$/public/settings/untested.jsx";
import { Dialog } from "$/public/ui/dialog.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { KEYS } from "$/public/words/studio-keys.js";

const MEANWHILE = "KeyChangedMeanwhile";

export const KeyDialog = ({ doing, onClose, ...rest }) => {
  if (!doing) return null;
  const Shown = { add: Entering, replace: Entering, rename: Renaming, remove: Removing }[doing.what];
  return <Shown key={doing.line?.id ?? doing.what} {...doing} {...rest} onClose={onClose} />;
};

const Entering = ({ line, own, providers, path, look, onClose }) => {
  const [id, setId] = useState(line?.provider ?? providers[0].id);
  const untested = useUntested(KEYS.untested, onClose);
  const revision = useRef(line?.revision);
  const provider = providers.find((it) => it.id === id);
  const title = line ? KEYS.replaceOf(line.name) : own ? KEYS.addOwn : KEYS.add;
  const send = async (typed) => {
    const body = { ...typed, untested: untested.take() };
    const answer = line
      ? await ask(`${path}/key`, { ...body, id: line.id, revision: revision.current })
      : await ask(path, { ...body, provider: id, own });
    untested.look(answer);
    // A person who sends it again after being told replaces what others entered.
    if (answer.kind === MEANWHILE) revision.current = (lineIn(await look(), line.id) ?? line).revision;
    if (!answer.ok) return answer;
    await look();
    onClose();
  };
  return (
    <Dialog open label={title} onClose={onClose}>
      <h2 dir="auto">{title}</h2>
      <Form
        className="confirm key-form"
        action={line ? KEYS.replace : KEYS.add}
        busy={KEYS.adding}
        beside={untested.beside}
        onSend={send}
      >
        {!line && <Which providers={providers} chosen={id} onChoose={setId} />}
        {!line && (
          <Field
            name="name"
            label={KEYS.name}
            placeholder={provider.name}
            hint={KEYS.nameHint}
            autoComplete="off"
            dir="auto"
          />
        )}
        <Where key={id} provider={provider} line={line} />
        <Field
          name="key"
          type="password"
          label={KEYS.key}
          reveal={KEYS.reveal}
          hint={line ? KEYS.anew : provider.needs_key ? undefined : KEYS.optional}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-1p-ignore
        />
      </Form>
    </Dialog>
  );
};

const Which = ({ providers, chosen, onChoose }) => {
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>{KEYS.provider}</label>
      <div className="field-box">
        <select id={field} value={chosen} onChange={(event) => onChoose(event.target.value)}>
          {providers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
};

const Where = ({ provider, line }) => (
  <>
    {provider.takes_url && (
      <Field
        name="base_url"
        type="url"
        label={KEYS.address}
        hint={KEYS.addressHint(provider.url)}
        defaultValue={line?.base_url}
        autoComplete="off"
        spellCheck={false}
      />
    )}
    {provider.version && (
      <Field
        name="api_version"
        label={KEYS.version}
        defaultValue={line?.api_version || provider.version}
        autoComplete="off"
        spellCheck={false}
      />
    )}
  </>
);

const Renaming = ({ line, path, look, onClose }) => {
  const send = async ({ name }) => {
    const answer = await ask(`${path}/name`, { id: line.id, name });
    if (!answer.ok) return answer;
    await look();
    onClose();
  };
  return (
    <Dialog open label={KEYS.renameOf(line.name)} onClose={onClose}>
      <h2 dir="auto">{KEYS.renameOf(line.name)}</h2>
      <Form
        className="confirm"
        action={KEYS.save}
        busy={KEYS.saving}
        beside={<Cancel onClick={onClose} />}
        onSend={send}
      >
        <Field name="name" label={KEYS.name} defaultValue={line.name} first autoComplete="off" dir="auto" />
      </Form>
    </Dialog>
  );
};

const Removing = ({ line, path, look, onClose }) => {
  const send = async () => {
    const answer = await ask(`${path}/remove`, { id: line.id });
    await look();
    return answer.ok ? null : answer;
  };
  return (
    <Confirm
      open
      title={KEYS.removeOf(line.name)}
      body={KEYS.removeBody}
      action={KEYS.remove}
      busy={KEYS.saving}
      onConfirm={send}
      onClose={onClose}
    />
  );
};
