// How a team wants one model called and asked, beside what is known of it.

import { useRef } from "react";
import { ask } from "$/public/app/api.js";
import { amount, whole } from "$/public/format/numbers.js";
import { ModelDetails } from "$/public/models/facts.jsx";
import { Cancel } from "$/public/settings/parts.jsx";
import { Dialog } from "$/public/ui/dialog.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { SETTINGS } from "$/public/words/settings.js";
import { MODELS } from "$/public/words/studio-models.js";

const LEAST = 16;
const MOST = 1000000;

const MEANWHILE = "OptionChangedMeanwhile";

const FIELDS = {
  NicknameTooLong: "nickname",
  TemperatureOutOfRange: "temperature",
  OutputLimitOutOfRange: "max_tokens",
};

export const ModelForm = ({ model, teamId, alone, onSaved, onClose }) => {
  const revision = useRef(model?.revision);
  if (!model) return null;
  const save = async ({ nickname, temperature, max_tokens, effort }) => {
    const [hot, most] = [amount(temperature), whole(max_tokens)];
    if (hot === undefined || hot < 0 || hot > 2) {
      return { field: "temperature", sentence: MODELS.wrongTemperature };
    }
    if (most !== null && !(most >= LEAST && most <= MOST)) {
      return { field: "max_tokens", sentence: MODELS.wrongLimit };
    }
    const answer = await ask(`teams/${teamId}/models/change`, {
      model: model.id,
      nickname,
      temperature: hot,
      max_tokens: most,
      effort,
      revision: revision.current ?? model.revision,
    });
    await onSaved();
    // Whoever saves again after being told replaces what others did.
    if (answer.kind === MEANWHILE) revision.current = null;
    if (!answer.ok) return { ...answer, field: FIELDS[answer.kind] };
    onClose();
  };
  return (
    <Dialog open label={MODELS.details(model.name)} onClose={onClose}>
      <h2 dir="auto">{model.name}</h2>
      <ModelDetails model={model} />
      <Form
        className="model-form"
        action={SETTINGS.save}
        busy={SETTINGS.saving}
        beside={<Cancel onClick={onClose} />}
        onSend={save}
      >
        <Field
          name="nickname"
          label={MODELS.nickname}
          hint={alone ? MODELS.nicknameHintAlone : MODELS.nicknameHint}
          defaultValue={model.nickname}
          autoComplete="off"
          dir="auto"
        />
        <Field
          name="temperature"
          label={MODELS.temperature}
          hint={MODELS.temperatureHint}
          defaultValue={model.temperature ?? ""}
          inputMode="decimal"
          autoComplete="off"
        />
        <Field
          name="max_tokens"
          label={MODELS.limit}
          hint={MODELS.limitHint}
          defaultValue={model.max_tokens ?? ""}
          inputMode="numeric"
          autoComplete="off"
        />
        <div className="field">
          <label htmlFor="model-effort">{MODELS.effort}</label>
          <div className="field-box">
            <select id="model-effort" name="effort" defaultValue={model.effort}>
              {Object.entries(MODELS.efforts).map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </select>
          </div>
        </div>
      </Form>
    </Dialog>
  );
};
