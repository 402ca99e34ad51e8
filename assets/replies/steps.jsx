// Steps of a reply, such as calls of tools: quiet lines in its text, which open to what was asked and answered.

import { Ban, Check, ChevronRight, CircleAlert, Clock } from "lucide-react";
import { memo, useId, useState } from "react";
import { QuestionCard } from "$/public/questions/card.jsx";
import { StepImages } from "$/public/replies/step-images.jsx";
import { decisions, folded, hasEnded, isRefused, openQuestions, summary } from "$/public/replies/steps.js";
import { useAsking } from "$/public/ui/retry-request.js";
import { CHAT } from "$/public/words/chat.js";

const words = CHAT.steps;

const ICONS = { waiting: Clock, succeeded: Check, failed: CircleAlert, cancelled: Ban };
const WORTH_SAYING = 0.1; // seconds

// The array is a new one with every rendering of the reply, its steps aren't.
const same = (before, after) =>
  before.id === after.id &&
  before.onLoad === after.onLoad &&
  before.onAnswer === after.onAnswer &&
  before.steps.length === after.steps.length &&
  before.steps.every((step, at) => step === after.steps[at]);

// Steps with no text between them. `id` is the reply's. Without `onAnswer` questions are only read.
export const Steps = memo((/** @type {Props} */ { id, steps, onLoad, onAnswer }) => {
  const [open, setOpen] = useState(false);
  const [read, setRead] = useState([]); // ids of steps that a person opened: they stay when others end
  const hidden = folded(steps);
  const shown = steps.filter((step) => open || read.includes(step.id) || !hidden.includes(step));
  const toggle = () => {
    setOpen(!open);
    setRead([]);
  };
  return (
    <div className="steps">
      {hidden.length > 0 && (
        <button type="button" aria-expanded={open} onClick={toggle}>
          <ChevronRight size={14} aria-hidden />
          <span className="step-title" dir="auto">
            {summary(steps)}
          </span>
        </button>
      )}
      {shown.length > 0 && (
        <ul aria-label={words.name}>
          {shown.map((step) => (
            <Step
              key={step.id}
              replyId={id}
              step={step}
              onOpen={() => setRead([...read, step.id])}
              onLoad={onLoad && (() => onLoad(id, step.id))}
              onAnswer={onAnswer}
            />
          ))}
        </ul>
      )}
    </div>
  );
}, same);

const Step = ({ replyId, step, onOpen, onLoad, onAnswer }) => {
  const [open, setOpen] = useState(false);
  const { title, state, brief, seconds, progress, images = [] } = step;
  const questions = openQuestions(step);
  const decided = decisions(step);
  const refused = isRefused(step);
  const sign = refused ? "cancelled" : state;
  const toggle = () => {
    if (!open) onOpen();
    setOpen(!open);
  };
  return (
    <li className="step" data-step-id={step.id} data-state={state} data-refused={refused}>
      <button type="button" aria-expanded={open} onClick={toggle}>
        <ChevronRight size={14} aria-hidden />
        <Sign state={sign} />
        <span className="step-title" dir="auto">
          {title}
        </span>
        <span className="visually-hidden">{words.states[sign]}</span>
        {brief && !questions.length && (
          <code className="step-brief" dir="auto">
            {brief}
          </code>
        )}
        {decided && <span className="step-decided">{decided}</span>}
        {seconds >= WORTH_SAYING && <span className="step-seconds">{words.seconds(seconds)}</span>}
      </button>
      {state === "running" && progress && (
        <p className="step-progress" aria-live="off" dir="auto">
          {progress}
        </p>
      )}
      {open && <Details step={step} onLoad={onLoad} />}
      {images.length > 0 && <StepImages replyId={replyId} title={title} images={images} />}
      {questions.map((it) => (
        <QuestionCard key={it.id} question={it} title={title} onAnswer={onAnswer} />
      ))}
    </li>
  );
};

const Sign = ({ state }) => {
  const Icon = ICONS[state];
  return Icon ? (
    <Icon className="step-sign" size={14} aria-hidden />
  ) : (
    <span className="step-sign" aria-hidden />
  );
};

const Details = ({ step, onLoad }) => {
  const { state, brief, sentence, arguments: asked, result, for_people: forPeople } = step;
  const known = result !== undefined;
  const loading = Boolean(onLoad) && hasEnded(step) && !known;
  useAsking(loading, onLoad, [step.id]);
  const question = asked || brief;
  const answer = result || (known && state === "succeeded" ? words.nothing : "");
  return (
    <div className="step-details">
      {sentence && <p className="step-sentence">{sentence}</p>}
      {(question || !loading) && <Block name={words.asked} text={question || words.nothing} />}
      {answer && answer !== sentence && <Block name={words.answer} text={answer} />}
      {forPeople && <Block name={words.forPeople} text={forPeople} />}
      {loading && <p className="status">{words.loading}</p>}
    </div>
  );
};

const Block = ({ name, text }) => {
  const id = useId();
  return (
    <>
      <p className="step-heading" id={id}>
        {name}
      </p>
      <pre role="group" aria-labelledby={id} tabIndex={0} dir="auto">
        {text}
      </pre>
    </>
  );
};
