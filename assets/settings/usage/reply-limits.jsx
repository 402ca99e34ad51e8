// Settings: how much one reply may use in the team, for those who run it.

import { useCallback, useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { Setting } from "$/public/settings/parts.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { amount, whole } from "$/public/ui/numbers.js";
import { SETTINGS } from "$/public/words/settings.js";
import { CEILINGS } from "$/public/words/studio-usage.js";

const MILLION = 1e6; // the server counts in millionths of a dollar

const FIELDS = { OutputLimitOutOfRange: "tokens", CostLimitOutOfRange: "dollars" };

const shown = (known) => ({
  tokens: known.max_tokens ?? "",
  dollars: known.max_cost === null ? "" : known.max_cost / MILLION,
});

export const Ceilings = ({ team: { id } }) => {
  const [known, setKnown] = useState(null);
  const [saved, setSaved] = useState(false);
  const look = useCallback(async () => setKnown(await ask(`teams/${id}/ceilings`)), [id]);
  useEffect(() => {
    look();
  }, [look]);
  if (!known) return null;
  if (!known.ok) return <p className="failure">{known.sentence}</p>;
  const save = async (typed) => {
    setSaved(false);
    const tokens = whole(typed.tokens);
    const dollars = amount(typed.dollars);
    if (tokens === undefined) return { field: "tokens", sentence: CEILINGS.wholeNumber };
    if (dollars === undefined) return { field: "dollars", sentence: CEILINGS.amount };
    const cost = dollars === null ? null : Math.round(dollars * MILLION);
    const wanted = { max_tokens: tokens, max_cost: cost, revision: known.revision };
    const answer = await ask(`teams/${id}/ceilings`, wanted);
    if (answer.ok || answer.kind === "ChangedMeanwhile") await look(); // what is typed stays
    if (!answer.ok) return { ...answer, field: FIELDS[answer.kind] };
    setSaved(true);
  };
  const { tokens, dollars } = shown(known);
  return (
    <Setting id="ceilings" title={CEILINGS.title} note={CEILINGS.note}>
      <Form
        className="narrow"
        action={SETTINGS.save}
        busy={SETTINGS.saving}
        beside={
          <span className="saved" role="status">
            {saved && SETTINGS.saved}
          </span>
        }
        onSend={save}
      >
        <Field
          name="tokens"
          label={CEILINGS.tokens}
          defaultValue={tokens}
          placeholder={CEILINGS.none}
          inputMode="numeric"
          autoComplete="off"
          onChange={() => setSaved(false)}
        />
        <Field
          name="dollars"
          label={CEILINGS.dollars}
          hint={CEILINGS.dollarsHint}
          defaultValue={dollars}
          placeholder={CEILINGS.none}
          inputMode="decimal"
          autoComplete="off"
          onChange={() => setSaved(false)}
        />
      </Form>
    </Setting>
  );
};
