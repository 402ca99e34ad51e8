// What can be done with a message, and moving between its versions.

import { memo, useEffect, useRef, useState } from "react";
import { Check, ChevronLeft, ChevronRight, Copy, Pencil, Play, RotateCw } from "lucide-react";

const COPIED_FOR = 1500; // milliseconds

export const Actions = memo(({ message, last, writable, on, onEdit }) => {
  // One id for as long as these buttons stand here: pressing one twice asks for one reply.
  const request = useRef(crypto.randomUUID());
  const reply = message.role === "assistant";
  const again = message.status === "complete" || !last ? "Regenerate" : "Retry";
  return (
    <div className="actions">
      <Versions message={message} writable={writable} onChoose={on.choose} />
      {message.text && <CopyButton text={message.text} />}
      {writable && !reply && <Button icon={Pencil} name="Edit" onClick={onEdit} />}
      {writable && reply && message.continuable && (
        <Button icon={Play} name="Continue" worded onClick={() => on.goOn(message.id, request.current)} />
      )}
      {writable && reply && (
        <Button
          icon={RotateCw}
          name={again}
          worded={again === "Retry"}
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
    <span className="versions" role="group" aria-label="Versions">
      <Button icon={ChevronLeft} name="Previous version" onClick={to(at - 1)} disabled={!writable || at < 1} />
      <span aria-label={`Version ${at + 1} of ${siblings.length}`}>
        {at + 1} / {siblings.length}
      </span>
      <Button
        icon={ChevronRight}
        name="Next version"
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
    <button type="button" onClick={copy} aria-label="Copy" title={copied ? "Copied" : "Copy"}>
      <Icon size={14} aria-hidden />
    </button>
  );
};
