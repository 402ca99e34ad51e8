// What is entered is tested by the server, and can be stored without that where the test failed.

import { useRef, useState } from "react";
import { Cancel } from "$/public/settings/parts.jsx";

// `beside` stands in the form's foot, with a button `label` once the test has failed. `take` says whether
// that button sends the form, and `look` sees what was answered.
/** @param {string} label @param {() => void} onClose */
export const useUntested = (label, onClose) => {
  const [offered, setOffered] = useState(false);
  const untested = useRef(false);
  const take = () => {
    const taken = untested.current;
    untested.current = false;
    return taken;
  };
  const send = (event) => {
    untested.current = true;
    event.currentTarget.form.requestSubmit();
  };
  const beside = (
    <>
      <Cancel onClick={onClose} />
      {offered && (
        <button type="button" className="secondary" onClick={send}>
          {label}
        </button>
      )}
    </>
  );
  return { beside, take, look: (answer) => setOffered(!answer.ok && answer.skippable) };
};
