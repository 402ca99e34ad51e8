// What the cards of all kinds of questions are made of.

/** @param {Props} props */
export const Heading = ({ id, around: [before, behind], name }) => (
  <p id={id} className="question-title" dir="auto">
    {before}
    <bdi>{name}</bdi>
    {behind}
  </p>
);

export const Message = ({ text }) =>
  text ? (
    <p className="question-message" dir="auto">
      {text}
    </p>
  ) : null;

export const Problem = ({ given }) =>
  given?.sentence ? (
    <p className="failure" role="alert">
      {given.sentence}
    </p>
  ) : null;

// What a card ends with: its buttons, the `first` of which may be of another kind, and times.
export const Foot = ({ answer, given, options, first = null, children }) => (
  <div className="question-foot">
    {answer && (
      <div className="question-actions">
        {first}
        <Choices {...{ answer, given, options }} />
      </div>
    )}
    {children}
  </div>
);

const Choices = ({ answer, given, options }) => (
  <>
    {options.map(({ decision, word, hint = undefined, primary = false }) => (
      <button
        key={decision}
        type="button"
        className={primary ? "primary" : "secondary"}
        aria-disabled={given?.sending || undefined}
        title={hint}
        onClick={() => answer(decision)}
      >
        {word}
      </button>
    ))}
  </>
);
