// Buttons that put variables into a field of instructions, where its cursor is.

import { useMe } from "$/public/auth/account.js";
import { INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

const ALL = Object.keys(words.variables);

// Who works alone has no team to name.
export const Variables = ({ box, onType }) => {
  const alone = useMe()?.mode === "local";
  const insert = (variable) => {
    const { selectionStart, selectionEnd } = box.current;
    box.current.setRangeText(`{{${variable}}}`, selectionStart, selectionEnd, "end");
    box.current.focus();
    onType(box.current.value);
  };
  return (
    <div className="instructions-variables" role="group" aria-label={words.insert}>
      {ALL.filter((it) => !alone || it !== "team").map((variable) => (
        <button key={variable} type="button" title={`{{${variable}}}`} onClick={() => insert(variable)}>
          {words.variables[variable]}
        </button>
      ))}
    </div>
  );
};
