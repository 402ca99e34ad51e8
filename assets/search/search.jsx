// Searching chats: the results replace the list for as long as there is a query.

import { Search as Glass, X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { foundState, SearchResults } from "$/public/search/results.jsx";
import { readCursor, subscribeChats } from "$/public/sidebar/chat-store.js";
import { wantSidebar } from "$/public/sidebar/drawer.js";
import { composing } from "$/public/ui/keys.js";
import { session } from "$/public/ui/storage.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

const words = SIDEBAR.search;
const KEPT = "spacerr:query"; // per tab: it survives a reload
const PAUSE = 120; // milliseconds after the last key
const SETTLED = 500; // after the chats changed
const FRAMES = 20; // until a drawer that opens can take the focus

const keptQuery = () => session.read(KEPT) ?? "";
const keepQuery = (query) => session.write(KEPT, query);

const focusOn = (field, tries = FRAMES) => {
  field.focus();
  if (document.activeElement === field) field.select();
  else if (tries) requestAnimationFrame(() => focusOn(field, tries - 1));
};

const useShortcut = (field) => {
  useEffect(() => {
    const press = (event) => {
      const wanted = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!wanted || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (document.querySelector("dialog[open]")) return;
      wantSidebar();
      focusOn(field.current);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
};

// The answer to the current query; until it arrives, the one before.
const useAnswer = (query, found, onSearch) => {
  const [answer, setAnswer] = useState(null);
  const cursor = useSyncExternalStore(subscribeChats, readCursor, readCursor);
  const answered = found?.query === query;
  const lastCursor = useRef(cursor);
  useEffect(() => {
    if (!query.trim()) setAnswer(null);
    else if (answered) setAnswer(found);
  }, [query, found]);
  useEffect(() => {
    const changed = lastCursor.current !== cursor;
    if (!query.trim() || (answered && !changed)) return undefined;
    const timer = setTimeout(
      () => {
        lastCursor.current = cursor;
        onSearch(query);
      },
      answered ? SETTLED : PAUSE,
    );
    return () => clearTimeout(timer);
  }, [query, answered, cursor]);
  return answer;
};

export const Search = ({ found, onSearch, shown, children }) => {
  const [query, setQuery] = useState("");
  const field = useRef(null);
  const hits = useRef(null);
  const answer = useAnswer(query, found, onSearch);
  useEffect(() => setQuery(keptQuery()), []);

  const ask = (text) => {
    setQuery(text);
    keepQuery(text);
  };
  const clear = () => {
    ask("");
    field.current.focus();
  };
  const current = answer?.query === query;
  return (
    <>
      <Field
        field={field}
        query={query}
        onAsk={ask}
        onClear={clear}
        onDown={() => hits.current?.querySelector("a")?.focus()}
        first={current ? answer.hits[0] : undefined}
      />
      {query.trim() ? (
        <SearchResults
          list={hits}
          answer={answer}
          current={current}
          shown={shown}
          onLeave={() => field.current.focus()}
          onClear={clear}
        />
      ) : (
        children
      )}
    </>
  );
};

/** @param {Props} props */
const Field = ({ field, query, onAsk, onClear, onDown, first }) => {
  const navigate = useNavigate();
  useShortcut(field);
  const onKeyDown = (event) => {
    if (composing(event)) return;
    if (event.key === "Escape" && query) {
      event.stopPropagation();
      event.preventDefault();
      onClear();
    } else if (event.key === "ArrowDown" && query.trim()) {
      event.preventDefault();
      onDown();
    } else if (event.key === "Enter" && first) {
      navigate(`/chat/${first.chat_id}`, { state: foundState(query, first.message_id) });
    }
  };
  return (
    <div className="search" role="search" aria-label={words.name}>
      <Glass size={15} aria-hidden />
      <input
        ref={field}
        type="search"
        dir="auto"
        aria-label={words.name}
        aria-keyshortcuts="Control+K Meta+K"
        title={words.withKey}
        placeholder={words.name}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => onAsk(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {query && (
        <button type="button" aria-label={words.clear} title={words.clear} onClick={onClear}>
          <X size={15} aria-hidden />
        </button>
      )}
    </div>
  );
};
