// The browser's title: how many questions wait for the user, how many chats are unseen, then the name of the
// open chat or page.

import { memo, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { usePageTitle } from "$/public/app/page-title.js";
import { useWaiting } from "$/public/questions/use-waiting.js";
import { readChats, readLine, subscribeChats } from "$/public/sidebar/chat-store.js";
import { SHELL } from "$/public/words/shell.js";

export const useCountedTitle = (name) => {
  const unseen = useSyncExternalStore(
    subscribeChats,
    () => readChats().unseen.length,
    () => 0,
  );
  const { count: waiting } = useWaiting();
  usePageTitle(SHELL.pageTitle(name, { waiting, unseen }));
};

// `name` is that of a page without chats.
export const PageTitle = memo(({ chatId, title, name }) => {
  const { chatId: wanted } = useAddress();
  const listed = useSyncExternalStore(
    subscribeChats,
    () => readLine(chatId)?.title,
    () => "",
  );
  useCountedTitle(name || (wanted && chatId && (listed || title)));
  return null;
});
