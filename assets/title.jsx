// The browser's title: how many chats are unseen, then the open chat's name.

import { memo, useEffect, useSyncExternalStore } from "react";
import { useAddress } from "$/public/address.js";
import { readChats, readLine, subscribeChats } from "$/public/chats.js";
import { SHELL } from "$/public/words/shell.js";

export const PageTitle = memo(({ chatId, title }) => {
  const { chatId: wanted } = useAddress();
  const unseen = useSyncExternalStore(subscribeChats, () => readChats().unseen.length, () => 0);
  const listed = useSyncExternalStore(subscribeChats, () => readLine(chatId)?.title, () => "");
  const words = SHELL.pageTitle(wanted && chatId && (listed || title), unseen);
  useEffect(() => {
    const show = () => {
      if (document.title !== words) document.title = words;
    };
    show();
    // The router writes the page's own title whenever it draws the page anew.
    const watch = new MutationObserver(show);
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [words]);
  return null;
});
