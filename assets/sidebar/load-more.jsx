// The end of the list: asks for the chats below it when the user scrolls near.

import { useEffect, useRef } from "react";
import { SIDEBAR } from "$/public/words/sidebar.js";

const NEAR = "0px 0px 800px 0px";

export const LoadMore = ({ version, end, connection, onScroll }) => {
  const mark = useRef(null);
  const [at, id] = end;
  useEffect(() => {
    const near = new IntersectionObserver(
      (entries) => entries.at(-1).isIntersecting && onScroll(version, at, id),
      { root: mark.current.closest("nav"), rootMargin: NEAR },
    );
    near.observe(mark.current);
    return () => near.disconnect();
  }, [version, at, id, connection]);
  return (
    <div ref={mark} className="load-more" role="status" aria-label={SIDEBAR.more}>
      <Skeleton rows={2} />
    </div>
  );
};

export const Skeleton = ({ rows }) =>
  Array.from({ length: rows }, (_, at) => <div key={at} className="skeleton" aria-hidden />);
