// The dialog that says how a reply came about. What isn't known of it, older ones lack, isn't shown.

import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ask } from "$/public/app/api.js";
import { closeDetails, readDetails, subscribeDetails } from "$/public/replies/open-details.js";
import { openInspector } from "$/public/replies/open-inspector.js";
import { rows } from "$/public/replies/reply-facts.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { DETAILS as words } from "$/public/words/studio-replies.js";

export const DetailsDialog = () => {
  const about = useSyncExternalStore(subscribeDetails, readDetails, () => null);
  return (
    <Dialog open={Boolean(about)} label={words.heading} onClose={closeDetails}>
      {about && <Details key={about.id} about={about} />}
    </Dialog>
  );
};

const useAnswer = ({ chatId, id }) => {
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    let mounted = true;
    ask(`chats/${chatId}/replies/${id}`).then((it) => mounted && setAnswer(it));
    return () => {
      mounted = false;
    };
  }, [chatId, id]);
  return answer;
};

const Details = ({ about }) => {
  const answer = useAnswer(about);
  return (
    <div className="details">
      <header>
        <h2>{words.heading}</h2>
        <button
          type="button"
          className="icon"
          aria-label={words.close}
          title={words.close}
          onClick={closeDetails}
        >
          <X size={16} aria-hidden />
        </button>
      </header>
      <div className="details-body" aria-busy={!answer}>
        {!answer && <p className="status">{words.loading}</p>}
        {answer && !answer.ok && (
          <p className="failure" role="alert">
            {answer.sentence}
          </p>
        )}
        {answer?.ok &&
          rows(answer).map(([part, facts]) => (
            <Part key={part} name={words.parts[part]} facts={facts}>
              {part === "told" && answer.prompt && <ShowPrompt about={about} />}
            </Part>
          ))}
      </div>
    </div>
  );
};

const ShowPrompt = ({ about: { chatId, id } }) => (
  <button type="button" className="plain" onClick={() => openInspector(chatId, id)}>
    {words.prompt}
  </button>
);

const Part = ({ name, facts, children }) => (
  <section aria-label={name}>
    <h3>{name}</h3>
    <dl>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd dir="auto">
            {Array.isArray(value) ? value.map((line, at) => <span key={at}>{line}</span>) : value}
          </dd>
        </div>
      ))}
    </dl>
    {children}
  </section>
);
