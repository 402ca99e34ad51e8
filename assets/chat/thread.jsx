// The thread: every message of the open chat, following the newest until the user scrolls up.

import { ArrowDown } from "lucide-react";
import {
  memo,
  startTransition,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useLocation } from "react-router";
import { useStickToBottom } from "use-stick-to-bottom";
import { useAddress } from "$/public/app/address.js";
import { Boundary, CrashedMessage, CrashedThread } from "$/public/app/boundary.jsx";
import { Message } from "$/public/chat/message.jsx";
import {
  grow,
  leaveThread,
  openThread,
  putDecision,
  putOlder,
  putPinned,
  putStep,
  putThoughts,
  putTurn,
  readList,
  subscribeList,
} from "$/public/chat/message-store.js";
import { useReadMarker } from "$/public/chat/read-state.js";
import { Welcome } from "$/public/chat/welcome.jsx";
import { forgetAccepted } from "$/public/composer/drafts.js";
import { putAnswer } from "$/public/questions/answers.js";
import { APPEARS } from "$/public/questions/card.jsx";
import { DetailsDialog } from "$/public/replies/details.jsx";
import { FindBar } from "$/public/search/find-bar.jsx";
import { AGAIN_AFTER } from "$/public/ui/retry-request.js";
import { CHAT } from "$/public/words/chat.js";

const FIRST = 4; // messages, which fill most screens
const TURN = 2; // messages
const SETTLED = 1000; // milliseconds until what was drawn is no news any more
const STICK = { initial: "instant", resize: "instant" };

export const Feed = memo(({ live, onGap }) => {
  useLayoutEffect(() => grow(live, onGap), [live]);
  return null;
});

// The composer beside it still works when a chat can't be rendered.
export const Thread = (props) => (
  <Boundary fallback={CrashedThread}>
    <Messages {...props} />
  </Boundary>
);

const Messages = memo((props) => {
  const { chatId, opened, turn, older, thoughts, step, pinned, accepted } = props;
  const { answer, suggestions, within, writable } = props;
  // Handlers that never change, so that a message is rendered again only when it changes itself.
  const latest = useRef(props);
  latest.current = props;
  const on = useMemo(
    () => ({
      regenerate: (...args) => latest.current.onRegenerate(...args),
      goOn: (...args) => latest.current.onGoOn(...args),
      edit: (...args) => latest.current.onEdit(...args),
      choose: (...args) => latest.current.onChoose(...args),
      pin: (...args) => latest.current.onPin(...args),
      look: (...args) => latest.current.onLoadThoughts(...args),
      step: (...args) => latest.current.onLoadStep(...args),
      answer: (...args) => latest.current.onAnswer(...args),
    }),
    [],
  );
  const { chatId: wanted } = useAddress();
  useLayoutEffect(() => {
    if (!wanted) leaveThread();
  }, [wanted]);
  useLayoutEffect(() => openThread(opened), [opened]);
  useLayoutEffect(() => {
    putTurn(chatId, turn, props.onStale);
  }, [turn, chatId]);
  useLayoutEffect(() => putOlder(older), [older]);
  useLayoutEffect(() => putThoughts(thoughts), [thoughts]);
  useLayoutEffect(() => putStep(step), [step]);
  useLayoutEffect(() => putPinned(pinned), [pinned]);
  useLayoutEffect(() => {
    const taken = putAnswer(answer);
    if (taken) putDecision(taken);
  }, [answer]);
  useEffect(() => {
    if (accepted) forgetAccepted(accepted);
  }, [accepted]);
  const list = useSyncExternalStore(subscribeList, readList, readList);
  const { chatId: listed, earlier } = list;
  const [order, complete] = useFirstPicture(list.order);
  const quiet = useQuiet(listed, order.length);
  useEffect(() => {
    // The server believes that the page has it.
    if (wanted && wanted === chatId && listed !== wanted) props.onStale(wanted);
  }, [wanted, chatId, listed]);
  const stick = useStickToBottom(STICK);
  // The scroll position of one chat says nothing of the next.
  useLayoutEffect(() => {
    stick.scrollToBottom("instant");
  }, [listed]);
  useFollowedPane(stick);
  useHighQuestions(stick);
  const shown = opened?.version !== "";
  useReadMarker(chatId, stick.isAtBottom, props.onMarkSeen);
  return (
    <div className="thread-frame">
      <div className="thread-scroll" ref={stick.scrollRef} tabIndex={-1}>
        <div
          className="thread"
          ref={stick.contentRef}
          role="log"
          aria-live={quiet ? "off" : "polite"}
          aria-label={CHAT.name}
        >
          {earlier && complete && (
            <Older
              first={order[0]}
              scroller={stick.scrollRef}
              wanted={!stick.isAtBottom}
              onOlder={props.onOlder}
            />
          )}
          {order.map((id, at) => (
            <Boundary key={id} fallback={CrashedMessage} about={id}>
              <Message id={id} last={at === order.length - 1} writable={writable} on={on} />
            </Boundary>
          ))}
          {shown && !order.length && <Welcome suggestions={suggestions} />}
        </div>
      </div>
      <FindBar
        {...{ chatId, within, list, stick, writable }}
        version={opened?.version}
        onFind={props.onFind}
        onOlder={props.onOlder}
        onChoose={on.choose}
      />
      {!stick.isAtBottom && order.length > 0 && (
        <button
          type="button"
          className="jump"
          aria-label={CHAT.toBottom}
          title={CHAT.toBottom}
          onClick={() => stick.scrollToBottom()}
        >
          <ArrowDown size={16} aria-hidden />
        </button>
      )}
      <DetailsDialog />
    </div>
  );
});

// A page opens with the newest messages, and those above follow at once. What was searched may be among them.
const useFirstPicture = (order) => {
  const { state } = useLocation();
  const [complete, setComplete] = useState(Boolean(state?.find));
  const any = order.length > 0;
  useEffect(() => {
    if (any) startTransition(() => setComplete(true));
  }, [any]);
  return [complete ? order : order.slice(-FIRST), complete];
};

// A screen reader reads a new turn aloud, but no chat that was opened, and no older messages.
const useQuiet = (chatId, count) => {
  const [seen, setSeen] = useState({ chatId, count: 0, quiet: true });
  if (seen.chatId !== chatId || seen.count !== count) {
    const another = seen.chatId !== chatId && seen.count > 0;
    const many = Math.abs(count - seen.count) > TURN;
    setSeen({ chatId, count, quiet: seen.quiet || another || many });
  }
  useEffect(() => {
    if (!seen.quiet) return undefined;
    const timer = setTimeout(() => setSeen((it) => ({ ...it, quiet: false })), SETTLED);
    return () => clearTimeout(timer);
  }, [seen]);
  return seen.quiet;
};

// The composer below grows and shrinks, and so leaves less or more room: the newest stays in sight.
const useFollowedPane = ({ scrollRef, state, scrollToBottom }) => {
  useEffect(() => {
    const sized = new ResizeObserver(() => state.isAtBottom && scrollToBottom("instant"));
    sized.observe(scrollRef.current);
    return () => sized.disconnect();
  }, []);
};

// Of a question that is higher than the pane, its beginning is wanted rather than its end.
const useHighQuestions = ({ scrollRef, state, stopScroll }) => {
  useEffect(() => {
    const pane = scrollRef.current;
    const look = ({ target }) => {
      if (target.offsetHeight < pane.clientHeight || !state.isAtBottom) return;
      stopScroll();
      requestAnimationFrame(() => target.scrollIntoView({ block: "start" }));
    };
    pane.addEventListener(APPEARS, look);
    return () => pane.removeEventListener(APPEARS, look);
  }, []);
};

// Asks for older messages when the user scrolls near the top, and keeps the scroll position.
const Older = ({ first, scroller, wanted, onOlder }) => {
  const mark = useRef(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    const pane = scroller.current;
    if (pane && height.current) pane.scrollTop += pane.scrollHeight - height.current;
    height.current = 0;
  }, [first]);
  useEffect(() => {
    if (!wanted) return undefined;
    let again;
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.at(-1).isIntersecting || height.current) return;
        height.current = scroller.current.scrollHeight;
        onOlder(first, "");
        again = setTimeout(look, AGAIN_AFTER);
      },
      { root: scroller.current, rootMargin: "400px 0px 0px 0px" },
    );
    const look = () => {
      height.current = 0;
      seen.disconnect();
      seen.observe(mark.current);
    };
    look();
    return () => {
      clearTimeout(again);
      height.current = 0;
      seen.disconnect();
    };
  }, [first, wanted]);
  return (
    <div ref={mark} className="older" role="status">
      {CHAT.earlier}
    </div>
  );
};
