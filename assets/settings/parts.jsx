// What settings are made of: a setting with its name, a question before something grave.

import { useState } from "react";
import { Dialog } from "$/public/ui/dialog.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { SETTINGS } from "$/public/words/settings.js";

/** @param {{ id: string, title: string, note?: string, beside?: any, children?: any }} props */
export const Setting = ({ id, title, note, beside, children }) => (
  <section id={id} className="setting" aria-labelledby={`${id}-title`} tabIndex={-1}>
    <div className="setting-head">
      <div>
        <h2 id={`${id}-title`} dir="auto">
          {title}
        </h2>
        {note && (
          <p className="setting-note" dir="auto">
            {note}
          </p>
        )}
      </div>
      {beside}
    </div>
    {children}
  </section>
);

export const Button = ({ children, danger = false, ...rest }) => (
  <button type="button" className={danger ? "secondary danger" : "secondary"} {...rest}>
    {children}
  </button>
);

// Beside what a form in a dialog does: the way out that changes nothing.
export const Cancel = ({ onClick }) => (
  <button type="button" className="secondary" onClick={onClick}>
    {SETTINGS.cancel}
  </button>
);

// Asks before something that can't be taken back. `word` has to be typed, exactly: the server looks.
/**
 * @param {{ open: boolean, title: string, body: string, action: string, busy: string, word?: string,
 *   password?: boolean, onConfirm: (answer?: any) => Promise<any>, onClose: () => void }} props
 */
export const Confirm = ({ open, title, body, action, busy, word, password = false, onConfirm, onClose }) => {
  const [typed, setTyped] = useState("");
  const close = () => {
    setTyped("");
    onClose();
  };
  const send = async (answers) => {
    const refused = await onConfirm({ ...answers, confirmation: typed.trim() });
    if (refused) return refused;
    close();
  };
  return (
    <Dialog open={open} label={title} onClose={close}>
      <h2 dir="auto">{title}</h2>
      <p className="dialog-text">{body}</p>
      <Form
        className="confirm"
        grave
        action={action}
        busy={busy}
        missing={SETTINGS.deletion.missing}
        beside={<Cancel onClick={close} />}
        onSend={send}
      >
        {word && (
          <Field
            name="confirmation"
            label={SETTINGS.deletion.confirm(word)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            dir="auto"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {password && (
          <Field
            name="password"
            label={SETTINGS.deletion.password}
            type="password"
            autoComplete="current-password"
          />
        )}
      </Form>
    </Dialog>
  );
};
