// A few options of which one holds; arrows move between them. What is chosen shows at once, and what
// holds instead as soon as that is known.

import { useEffect, useId, useState } from "react";

export const Choice = ({ label, options, chosen, onChoose }) => {
  const name = useId();
  const [shown, setShown] = useState(chosen);
  useEffect(() => setShown(chosen), [chosen]);
  const choose = (value) => {
    setShown(value);
    onChoose(value);
  };
  return (
    <fieldset className="choice">
      <legend className="visually-hidden">{label}</legend>
      {Object.entries(options).map(([value, word]) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === shown}
            onChange={() => choose(value)}
          />
          <span>{word}</span>
        </label>
      ))}
    </fieldset>
  );
};
