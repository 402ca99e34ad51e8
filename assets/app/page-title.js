// The browser's title, for as long as what asks for it is on the page.

import { useEffect } from "react";

// "" leaves the page its own one.
export const usePageTitle = (words) =>
  useEffect(() => {
    if (!words) return undefined;
    const show = () => {
      if (document.title !== words) document.title = words;
    };
    show();
    // The router writes the page's own title whenever it draws the page anew.
    const watch = new MutationObserver(show);
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [words]);
