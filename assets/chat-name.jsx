// The open chat's name in the header. A new chat has none, whatever was open before.

import { useAddress } from "$/public/address.js";

export const ChatName = ({ title }) => {
  const { chatId } = useAddress();
  const named = chatId && title;
  // The page's heading; a new chat has its own, further down.
  const Name = named ? "h1" : "div";
  return (
    <Name className="chat-name" dir="auto">
      {named}
    </Name>
  );
};
