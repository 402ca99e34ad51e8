// The open chat's name in the header. A new chat has none, whatever was open before.

import { useAddress } from "$/public/address.js";

export const ChatName = ({ title }) => {
  const { chatId } = useAddress();
  return (
    <h2 className="chat-name" dir="auto">
      {chatId && title}
    </h2>
  );
};
