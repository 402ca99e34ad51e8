// A switch without words beside it. It turns at once, and to what holds as soon as that is known:
// `version` grows when a change was refused.

import { useEffect, useState } from "react";

/** @param {Props} props */
export const Switch = ({ label, on, version, disabled, onSwitch }) => {
  const [shown, setShown] = useState(on);
  useEffect(() => setShown(on), [on, version]);
  const turn = ({ target }) => {
    setShown(target.checked);
    onSwitch(target.checked);
  };
  return (
    <label className="switch lone-switch">
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        checked={shown}
        disabled={disabled}
        onChange={turn}
      />
    </label>
  );
};
