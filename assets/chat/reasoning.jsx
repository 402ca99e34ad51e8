// What a model thought before it answered: open while it thinks, folded once it answers.

import { ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useAsking } from "$/public/ui/retry-request.js";
import { CHAT } from "$/public/words/chat.js";

const words = CHAT.thoughts;

export const Thoughts = ({ message, running, onLook }) => {
  const [wanted, setWanted] = useState(null); // the person's own choice, once made
  const answering = Boolean(message.text) || message.steps.length > 0 || !running;
  const open = wanted ?? !answering;
  const box = useRef(null);
  useAsking(open && !running && !message.thoughts, () => onLook(message.id), [message.id]);
  useEffect(() => {
    if (running && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [message.thoughts, running]);
  const now = answering ? words.name : words.thinking;
  const title = running ? now : message.thought || words.name;
  return (
    <section className="thoughts" data-open={open}>
      <button type="button" aria-expanded={open} onClick={() => setWanted(!open)}>
        <ChevronRight size={14} aria-hidden />
        <span className={answering ? "" : "thinking"}>{title}</span>
      </button>
      {open && (
        <div className="thoughts-text" ref={box} dir="auto">
          {message.thoughts || words.loading}
        </div>
      )}
    </section>
  );
};
