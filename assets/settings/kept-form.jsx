// A form of plain fields. What is changed in them stays in this browser until it is saved or discarded;
// a field without a change shows what is stored.
//
// A button with `data-field` puts its value into that field; unless that is empty, it is pressed while the
// field holds it. An output shows the number that is in the field it is for.

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { keepDraft, readDraft } from "$/public/composer/drafts.js";

const named = (form) => [...form.elements].filter((it) => it.name && it.matches("input, textarea"));

// What a field holds: a checkbox that isn't checked, nothing.
const held = (field) => (field.type === "checkbox" && !field.checked ? "" : field.value);

const read = (form) =>
  Object.fromEntries(
    named(form)
      .filter((it) => it.type !== "radio" || it.checked)
      .map((it) => [it.name, held(it)]),
  );

export const typed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

const fill = (form, values) => {
  for (const it of named(form)) {
    const value = values[it.name] ?? "";
    if (it.matches("[type=radio], [type=checkbox]")) it.checked = it.value === value;
    else if (it.value !== value) it.value = value;
  }
  typed(form);
};

const follow = (form) => {
  const values = read(form);
  for (const it of form.querySelectorAll("[data-field]"))
    if (it.value) it.ariaPressed = String(values[it.dataset.field] === it.value);
  for (const it of form.querySelectorAll("output"))
    it.value = Number(values[it.getAttribute("for")]).toFixed(1);
};

// A draft is { version, values }: the fields that are changed, and the version they were when that began.
const draftOf = (place) => JSON.parse(readDraft(place).text ?? '{"values":{}}');

// `stored` are the fields as the server has them, at `version`; `accepted` is what it has just stored in
// other words. If the place of a draft becomes another one, the draft moves there.
/** @param {Props} props */
export const KeptForm = ({
  place,
  version,
  stored,
  accepted,
  changed,
  refusals,
  className,
  onChanged,
  onSave,
  children,
}) => {
  const form = useRef(null);
  const draft = useRef(null);
  const before = useRef({ place, accepted });
  const reported = useRef(changed);
  const keep = (begun, values) => {
    const some = Object.keys(values).length > 0;
    draft.current = { version: some ? begun : undefined, values };
    keepDraft(place, some ? { text: JSON.stringify(draft.current) } : null);
    if (some !== reported.current) onChanged(some);
    reported.current = some;
  };
  useLayoutEffect(() => {
    draft.current ??= draftOf(place);
    const { values, version: begun } = draft.current;
    const saved = accepted !== before.current.accepted;
    const open = ([name, value]) => value !== (stored[name] ?? "") && !(saved && value === accepted[name]);
    const left = Object.fromEntries(Object.entries(values).filter(open));
    if (place !== before.current.place) keepDraft(before.current.place, null);
    before.current = { place, accepted };
    keep(saved ? version : begun, left);
    fill(form.current, { ...stored, ...left });
  }, [place, stored, accepted]);
  useEffect(() => {
    if (refusals) form.current.querySelector("[aria-invalid=true]")?.focus();
  }, [refusals]);
  const onInput = ({ target }) => {
    follow(form.current);
    if (target === form.current || !target.name) return;
    const { name } = target;
    const value = held(target);
    const { [name]: _, ...others } = draft.current.values;
    keep(draft.current.version ?? version, value === stored[name] ? others : { ...others, [name]: value });
  };
  const onClick = ({ target }) => {
    const button = target.closest("[data-field]");
    const field = button && form.current.elements[button.dataset.field];
    if (!field) return;
    field.value = button.value;
    typed(field);
  };
  const onReset = (event) => {
    event.preventDefault();
    keep(version, {});
    fill(form.current, stored);
  };
  const onSubmit = (event) => {
    event.preventDefault();
    onSave(draft.current.version ?? version, { ...stored, ...draft.current.values });
  };
  return (
    <form ref={form} className={className} noValidate {...{ onInput, onClick, onReset, onSubmit }}>
      {children}
    </form>
  );
};

// What the fields hold of the form around an element, by name.
/** @returns {Record<string, any>} */
export const useFields = (element) => {
  const [fields, setFields] = useState({});
  useLayoutEffect(() => {
    const form = element.current.closest("form");
    const look = () => setFields(read(form));
    form.addEventListener("input", look);
    look();
    return () => form.removeEventListener("input", look);
  }, []);
  return fields;
};
