// A project's colour.

export const Dot = ({ colour }) => (
  <span className="dot" style={{ "--dot": `var(--project-${colour})` }} aria-hidden />
);
