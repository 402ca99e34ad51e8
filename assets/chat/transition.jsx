// A switch: the quiet line between two turns where another model or agent answers from there on.

import { ArrowLeftRight } from "lucide-react";

export const isSwitch = ({ kind }) => kind === "model-switch" || kind === "agent-switch";

/** @param {Props} props */
export const Switch = ({ message }) => (
  <p className="switched" data-message-id={message.id} data-kind={message.kind}>
    <ArrowLeftRight size={14} aria-hidden />
    <span dir="auto">{message.text}</span>
  </p>
);
