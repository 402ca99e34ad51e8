// Sharing a chat: with nobody, with its team to read or to write, or with whoever has a link.

import { Share2 } from "lucide-react";
import { useId, useRef, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { isOwn } from "$/public/app/rights.js";
import { ShareLink } from "$/public/share/link.jsx";
import { closeShare, openShare, readShare, subscribeShare } from "$/public/share/sharing.js";
import { readLine, subscribeChats, updateOptimistically } from "$/public/sidebar/chat-store.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { SHARING } from "$/public/words/sharing.js";

const WAYS = ["private", "read", "write"];

export const ShareButton = ({ chatId, sharing }) => {
  const { chatId: wanted } = useAddress();
  if (!wanted || !chatId || !isOwn(sharing)) return null;
  return (
    <button
      type="button"
      className="icon share-button"
      aria-label={SHARING.share}
      title={SHARING.share}
      aria-haspopup="dialog"
      onClick={() => openShare({ id: chatId, shared: sharing.shared })}
    >
      <Share2 size={16} aria-hidden />
    </button>
  );
};

// `local`: somebody who works alone has nobody but a link to share with.
export const ShareDialog = ({ local, refused, onShare }) => {
  const about = useSyncExternalStore(subscribeShare, readShare, () => null);
  return (
    <Dialog open={Boolean(about)} label={SHARING.heading} onClose={closeShare}>
      {about && (
        <div className="share">
          <h2>{SHARING.heading}</h2>
          {!local && <Team key={about.id} about={about} refused={refused} onShare={onShare} />}
          <ShareLink chatId={about.id} local={local} />
          <div className="dialog-buttons">
            <button type="button" className="primary" onClick={closeShare}>
              {SHARING.done}
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
};

const Team = ({ about, refused, onShare }) => {
  const read = () => readLine(about.id)?.shared ?? about.shared;
  const shared = useSyncExternalStore(subscribeChats, read, read);
  const before = useRef(refused?.version);
  const problem = refused?.id === about.id && refused.version !== before.current;
  const choose = (how) => {
    before.current = refused?.version;
    updateOptimistically(about.id, { shared: how });
    onShare(about.id, how);
  };
  return (
    <fieldset className="share-ways">
      <legend>{SHARING.who}</legend>
      {WAYS.map((how) => (
        <Way key={how} how={how} chosen={how === shared} onChoose={() => choose(how)} />
      ))}
      {problem && (
        <p className="failure" role="alert">
          {refused.sentence}
        </p>
      )}
    </fieldset>
  );
};

const Way = ({ how, chosen, onChoose }) => {
  const [name, meaning] = SHARING[how];
  const id = useId();
  return (
    <label>
      <input
        ref={(field) => chosen && field?.setAttribute("autofocus", "")}
        type="radio"
        name="shared"
        aria-label={name}
        aria-describedby={id}
        checked={chosen}
        onChange={onChoose}
      />
      <span>
        <strong>{name}</strong>
        <small id={id}>{meaning}</small>
      </span>
    </label>
  );
};
