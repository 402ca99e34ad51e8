// The chat in the browser's address: what the user sees before the server knows of it.

import { useLocation } from "react-router";

const PLACE = /^\/chat\/([^/]+)/;

// `chatId` is "" for a new chat, and on pages without one; `key` is another with each navigation.
export const useAddress = () => {
  const { pathname, key } = useLocation();
  return { chatId: pathname.match(PLACE)?.[1] ?? "", key };
};
