// A model that no list names is added by its id: the button for it, and its form.

import { useId, useState } from "react";
import { ask } from "$/public/app/api.js";
import { Button, Cancel } from "$/public/settings/parts.jsx";
import { Dialog } from "$/public/ui/dialog.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { SETTINGS } from "$/public/words/settings.js";
import { MODELS } from "$/public/words/studio-models.js";

const FIELDS = { ModelIdMalformed: "name", ModelThereAlready: "name" };

export const AddModel = ({ connections, teamId, onAdded }) => {
  const [open, setOpen] = useState(false);
  if (!connections.length) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{MODELS.add}</Button>
      {open && (
        <Adding connections={connections} teamId={teamId} onAdded={onAdded} onClose={() => setOpen(false)} />
      )}
    </>
  );
};

const Adding = ({ connections, teamId, onAdded, onClose }) => {
  const key = useId();
  const send = async ({ connection, name }) => {
    const answer = await ask(`teams/${teamId}/models/add`, { connection, name });
    if (!answer.ok) return { ...answer, field: FIELDS[answer.kind] };
    await onAdded();
    onClose();
  };
  return (
    <Dialog open label={MODELS.addTitle} onClose={onClose}>
      <h2>{MODELS.addTitle}</h2>
      <p className="setting-note">{MODELS.addNote}</p>
      <Form
        className="confirm key-form"
        action={MODELS.addNow}
        busy={SETTINGS.saving}
        missing={{ name: MODELS.addMissing }}
        beside={<Cancel onClick={onClose} />}
        onSend={send}
      >
        <div className="field">
          <label htmlFor={key}>{MODELS.addKey}</label>
          <div className="field-box">
            <select id={key} name="connection" defaultValue={connections[0].slug}>
              {connections.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        </div>
        <Field
          name="name"
          first
          label={MODELS.addId}
          hint={MODELS.addIdHint}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Form>
    </Dialog>
  );
};
