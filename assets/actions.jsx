// What can be done with a message, and moving between its versions.

import { memo, useEffect, useRef, useState } from "react";
import { Check, ChevronLeft, ChevronRight, Copy, Pencil, Play, RotateCw } from "lucide-react";
import { CHAT } from "$/public/words/chat.js";

const COPIED_FOR = 1500; // milliseconds
const words = CHAT.actions;

export const Actions = memo(({ message, last, writable, on, onEdit }) => {
  // One id for as long as these buttons stand here: pressing one twice asks for one reply.
  const request = useRef(crypto.randomUUID());
  const reply = message.role === "assistant";
  const retry = message.status !== "complete" && last;
  return (
    <div className="actions">
      <Versions message={message} writable={writable} onChoose={on.choose} />
      {message.text && <CopyButton text={message.text} />}
      {writable && !reply && <Button icon={Pencil} name={words.edit} onClick={onEdit} />}
      {writable && reply && message.continuable && (
        <Button icon={Play} name={words.goOn} worded onClick={() => on.goOn(message.id, request.current)} />
      )}
      {writable && reply && (
        <Button
          icon={RotateCw}
          name={retry ? words.retry : words.regenerate}
          worded={retry}
          onClick={() => on.regenerate(message.id, request.current)}
        />
      )}
      {reply && message.model && (
        <span className="model-name" title={message.detail}>
          {message.model.split("/").pop()}
        </span>
      )}
    </div>
  );
});

const Button = ({ icon: Icon, name, worded, onClick, disabled }) => (
  <button type="button" aria-label={name} title={name} onClick={onClick} disabled={disabled}>
    <Icon size={14} aria-hidden /> {worded && name}
  </button>
);

// The choice is the chat's, for everybody: who only reads sees which version was chosen.
const Versions = ({ message: { id, siblings }, writable, onChoose }) => {
  if (!siblings?.length) return null;
  const at = siblings.indexOf(id);
  const to = (index) => () => onChoose(siblings[index]);
  return (
    <span className="versions" role="group" aria-label={words.versions}>
      <Button icon={ChevronLeft} name={words.previous} onClick={to(at - 1)} disabled={!writable || at < 1} />
      <span aria-label={words.version(at + 1, siblings.length)}>
        {at + 1} / {siblings.length}
      </span>
      <Button
        icon={ChevronRight}
        name={words.next}
        onClick={to(at + 1)}
        disabled={!writable || at + 1 >= siblings.length}
      />
    </span>
  );
};

const CopyButton = ({ text }) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  const Icon = copied ? Check : Copy;
  return (
    <button type="button" onClick={copy} aria-label={words.copy} title={copied ? words.copied : words.copy}>
      <Icon size={14} aria-hidden />
    </button>
  );
};
