// Opens the page's inspector: it shows the prompt that a reply was generated from.

export const INSPECT = "spacerr:inspect";

export const openInspector = (chatId, messageId) =>
  window.dispatchEvent(new CustomEvent(INSPECT, { detail: { chatId, messageId } }));
