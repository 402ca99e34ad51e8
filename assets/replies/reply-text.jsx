// What a reply says, with its steps where they happened.

import { segments } from "$/public/chat/segments.js";
import { Markdown } from "$/public/markdown/markdown.jsx";
import { Steps } from "$/public/replies/steps.jsx";

// Only the last piece can grow. The others keep their keys and props, and so aren't rendered again.
// Without `onStep` no details are asked for, without `onAnswer` no question can be answered.
/** @param {Props} props */
export const ReplyText = ({ id, text, steps, running = false, onStep, onAnswer }) => {
  const pieces = segments(text, steps);
  return pieces.map((piece, at) =>
    piece.kind === "text" ? (
      <Markdown
        key={`text-${piece.from}`}
        id={id}
        text={piece.text}
        streaming={running && at === pieces.length - 1}
      />
    ) : (
      <Steps key={piece.steps[0].id} id={id} steps={piece.steps} onLoad={onStep} onAnswer={onAnswer} />
    ),
  );
};
