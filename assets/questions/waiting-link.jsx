// The way to what waits for the user, for as long as something does.

import { CircleQuestionMark } from "lucide-react";
import { useEffect, useLayoutEffect } from "react";
import { Link, useLocation } from "react-router";
import { alertWaiting } from "$/public/alerts/alerts.js";
import { useVisible } from "$/public/chat/read-state.js";
import { showChat, WAITING_PAGE } from "$/public/chat/shown-chats.js";
import { useWaiting } from "$/public/questions/use-waiting.js";
import { putWaiting } from "$/public/questions/waiting.js";
import { QUESTIONS as words } from "$/public/words/questions.js";

export const WaitingLink = ({ sent }) => {
  const { pathname } = useLocation();
  const { count } = useWaiting();
  const open = pathname.startsWith(WAITING_PAGE);
  const visible = useVisible();
  useLayoutEffect(() => putWaiting(sent), [sent]);
  useEffect(() => alertWaiting(sent), [sent]);
  useEffect(() => (open && visible ? showChat(WAITING_PAGE) : undefined), [open, visible]);
  return (
    <>
      <span className="visually-hidden" role="status">
        {open && count > 0 && words.count(count)}
      </span>
      {count > 0 && <Way count={count} open={open} />}
    </>
  );
};

const Way = ({ count, open }) => (
  <Link
    to={WAITING_PAGE}
    className="waiting-link"
    aria-current={open ? "page" : undefined}
    title={words.count(count)}
  >
    <CircleQuestionMark size={16} aria-hidden />
    <span className="chat-title">{words.page}</span>
    <span className="badge" aria-hidden>
      {count > 99 ? "99+" : count}
    </span>
    <span className="visually-hidden">{words.count(count)}</span>
  </Link>
);
