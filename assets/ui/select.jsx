// A choice of one in a native list. What is chosen shows at once, and what holds instead as soon as
// that is known: `version` grows whenever the server has answered.

import { useEffect, useState } from "react";

export const Select = ({ label, options, chosen, version, onChoose }) => {
  const [shown, setShown] = useState(chosen);
  useEffect(() => setShown(chosen), [chosen, version]);
  const choose = (event) => {
    setShown(event.target.value);
    onChoose(event.target.value);
  };
  return (
    <select className="line-select" aria-label={label} value={shown} onChange={choose}>
      {Object.entries(options).map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  );
};
