// Instructions as models are told them: every line with its level, and those that weren't told.

import { TOLD } from "$/public/words/studio-instructions.js";

export const PromptParts = ({ parts }) => (
  <div className="prompt-parts">
    {parts.map((part, at) => (
      <Part key={at} part={part} />
    ))}
  </div>
);

const Part = ({ part: { level, lines, hidden } }) => {
  const name = TOLD.levels[level];
  return (
    <div className="prompt-part" data-level={level} role="group" aria-label={name}>
      <span className="prompt-level" aria-hidden>
        {name}
      </span>
      <div className="prompt-lines">
        {hidden > 0 && <p className="prompt-hidden">{TOLD.hidden(hidden)}</p>}
        {lines.map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </div>
    </div>
  );
};

const Line = ({ line: { text, state, by } }) => {
  if (state === "told") return <p dir="auto">{text}</p>;
  if (!text.trim()) return null;
  return (
    <p dir="auto" data-state={state}>
      <del>{text}</del>
      <small>{state === "cut" ? TOLD.cut : TOLD.overridden(TOLD.levels[by])}</small>
    </p>
  );
};

// The same as one text, exactly as it was sent.
export const asText = (parts) =>
  parts
    .flatMap(({ lines, hidden }) =>
      hidden ? [`[${TOLD.hidden(hidden)}]`] : lines.filter((it) => it.state === "told").map((it) => it.text),
    )
    .join("\n");
