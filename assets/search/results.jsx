// What a search found: chats, each with the words that were searched for.

import { Link } from "react-router";
import { ago } from "$/public/format/relative-time.js";
import { CHAT } from "$/public/words/chat.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

const MOVES = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

const words = SIDEBAR.search;

export const SearchResults = ({ list, answer, current, shown, onLeave, onClear }) => {
  const onKeyDown = (event) => {
    const links = [...list.current.querySelectorAll("a")];
    const to = MOVES[event.key]?.(links.indexOf(document.activeElement), links.length);
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      onClear();
    } else if (to !== undefined) {
      event.preventDefault();
      if (to < 0) onLeave();
      else links[Math.min(to, links.length - 1)].focus();
    }
  };
  const hits = answer && !answer.problem ? answer.hits : [];
  const summary = current && hits.length ? words.found(hits.length) : "";
  return (
    <section className="search-results" aria-label={words.results} aria-busy={!current}>
      <p className="search-count" role="status">
        {current && answer?.problem ? answer.problem : summary}
        {current && !answer?.problem && !hits.length && <Nothing query={answer.query} />}
      </p>
      {!answer && <Waiting />}
      <ul ref={list} aria-label={words.hits} onKeyDown={onKeyDown} hidden={!hits.length}>
        {hits.map((hit) => (
          <SearchResult key={hit.chat_id} hit={hit} query={answer.query} open={hit.chat_id === shown} />
        ))}
      </ul>
    </section>
  );
};

// What the page of a chat needs to open at a message that was found.
export const foundState = (query, messageId) => (messageId ? { find: { query, at: messageId } } : undefined);

const SearchResult = ({ hit, query, open }) => (
  <li>
    <Link
      to={`/chat/${hit.chat_id}`}
      state={foundState(query, hit.message_id)}
      data-chat-id={hit.chat_id}
      aria-current={open ? "page" : undefined}
    >
      <span className="hit-head">
        <span className="hit-title" dir="auto">
          {hit.title.length ? <Pieces of={hit.title} /> : CHAT.untitled}
        </span>
        <time dateTime={new Date(hit.active_at).toISOString()}>{ago(hit.active_at)}</time>
      </span>
      {hit.snippet.length > 0 && (
        <span className="hit-snippet" dir="auto">
          <Pieces of={hit.snippet} />
        </span>
      )}
      {hit.archived && <span className="hit-note">{words.archived}</span>}
    </Link>
    {hit.more.map(({ message_id: id, snippet }) => (
      <Link key={id} to={`/chat/${hit.chat_id}`} state={foundState(query, id)} className="hit-more">
        <span className="hit-snippet" dir="auto">
          <Pieces of={snippet} />
        </span>
      </Link>
    ))}
  </li>
);

const Pieces = ({ of }) => of.map(({ text, hit }, at) => (hit ? <mark key={at}>{text}</mark> : text));

const Nothing = ({ query }) => (
  <>
    <strong dir="auto">{words.nothing(query.trim())}</strong>
    <span>{words.tryAgain}</span>
  </>
);

const Waiting = () => (
  <div aria-hidden>
    {[0, 1, 2].map((line) => (
      <div key={line} className="skeleton" />
    ))}
  </div>
);
