// The browser's title: how many chats are unseen, then the open chat's name.

import { memo, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { usePageTitle } from "$/public/app/page-title.js";
import { readChats, readLine, subscribeChats } from "$/public/sidebar/chat-store.js";
import { SHELL } from "$/public/words/shell.js";

export const PageTitle = memo(({ chatId, title }) => {
  const { chatId: wanted } = useAddress();
  const unseen = useSyncExternalStore(
    subscribeChats,
    () => readChats().unseen.length,
    () => 0,
  );
  const listed = useSyncExternalStore(
    subscribeChats,
    () => readLine(chatId)?.title,
    () => "",
  );
  const words = SHELL.pageTitle(wanted && chatId && (listed || title), unseen);
  usePageTitle(words);
  return null;
});
