// What can be done with a message, and moving between its versions.

import { Check, ChevronLeft, ChevronRight, Copy, Info, Pencil, Pin, Play, RotateCw } from "lucide-react";
import { memo, useRef } from "react";
import { readList } from "$/public/chat/message-store.js";
import { openDetails } from "$/public/replies/open-details.js";
import { useCopy } from "$/public/ui/clipboard.js";
import { focusComposer } from "$/public/ui/focus.js";
import { newId } from "$/public/ui/ids.js";
import { CHAT } from "$/public/words/chat.js";
import { DETAILS, PIN } from "$/public/words/studio-replies.js";

const words = CHAT.actions;

export const Actions = memo(({ message, last, writable, on, focusEdit, onEdit }) => {
  // One id for as long as these buttons stand here: pressing one twice asks for one reply.
  const request = useRef(newId());
  const reply = message.role === "assistant";
  const retry = !message.text;
  const failed = last && (message.status !== "complete" || retry);
  // The button that was pressed goes away with what it was about.
  const goOn = (act) => () => {
    act(message.id, request.current);
    focusComposer();
  };
  return (
    <div className="actions">
      {reply && message.writer && (
        <span className="writer" dir="auto">
          {message.writer}
        </span>
      )}
      {reply && <Keep message={message} writable={writable} onPin={on.pin} />}
      <Versions message={message} writable={writable} onChoose={on.choose} />
      {message.text && <CopyButton text={message.text} />}
      {writable && !reply && (
        <Button icon={Pencil} name={words.edit} autoFocus={focusEdit} onClick={onEdit} />
      )}
      {!reply && <Keep message={message} writable={writable} onPin={on.pin} />}
      {writable && reply && message.continuable && (
        <Button icon={Play} name={words.goOn} worded onClick={goOn(on.goOn)} />
      )}
      {writable && reply && (
        <Button
          icon={RotateCw}
          name={retry ? words.retry : words.regenerate}
          worded={failed}
          onClick={goOn(on.regenerate)}
        />
      )}
      {reply && (
        <Button
          icon={Info}
          name={DETAILS.open}
          onClick={() => openDetails({ chatId: readList().chatId, id: message.id })}
        />
      )}
    </div>
  );
});

/** @param {Props} props */
const Button = ({ icon: Icon, name, worded, title = name, ...button }) => (
  <button type="button" aria-label={name} title={title} {...button}>
    <Icon size={14} aria-hidden /> {worded && name}
  </button>
);

// All users see that a message is pinned, whether or not the other buttons show.
const Keep = ({ message: { id, text, pinned }, writable, onPin }) => {
  if (!text || (!writable && !pinned)) return null;
  if (!writable) {
    return (
      <span className="kept" title={PIN.meaning}>
        <Pin size={14} aria-hidden /> {PIN.kept}
      </span>
    );
  }
  return (
    <Button
      icon={Pin}
      name={pinned ? PIN.kept : PIN.keep}
      title={pinned ? PIN.unpin : `${PIN.keep}: ${PIN.meaning}`}
      worded={pinned}
      className={pinned ? "kept" : undefined}
      onClick={() => onPin(id, !pinned)}
    />
  );
};

// The choice is the chat's, for all users: readers see which version was chosen.
const Versions = ({ message: { id, siblings }, writable, onChoose }) => {
  if (!siblings?.length) return null;
  const at = siblings.indexOf(id);
  const to = (index) => () => onChoose(siblings[index]);
  return (
    <span className="versions" role="group" aria-label={words.versions}>
      <Button icon={ChevronLeft} name={words.previous} onClick={to(at - 1)} disabled={!writable || at < 1} />
      <span role="img" aria-label={words.version(at + 1, siblings.length)}>
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
  const [copied, copy] = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => copy(text)}
      aria-label={words.copy}
      title={copied ? words.copied : words.copy}
    >
      <Icon size={14} aria-hidden />
    </button>
  );
};
