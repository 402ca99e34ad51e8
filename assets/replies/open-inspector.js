// Asks to see what the model of a reply was told: the page's inspector hears it.

export const INSPECT = "spacerr:inspect";

export const openInspector = (chatId, messageId) =>
  window.dispatchEvent(new CustomEvent(INSPECT, { detail: { chatId, messageId } }));
