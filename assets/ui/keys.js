// What a key means in a text field.

import { useSyncExternalStore } from "react";

// Between the first key of a character and its choice, Enter, Escape and the arrows belong to the
// input method. Safari says so with the key code only, when the choice has just ended.
export const composing = (event) => (event.nativeEvent ?? event).isComposing || event.keyCode === 229;

// A touch keyboard has no Shift+Enter: there Enter begins a line, and the button sends.
const TOUCH = "(hover: none) and (pointer: coarse)";
const readTouch = () => window.matchMedia(TOUCH).matches;

const subscribeTouch = (listener) => {
  const touch = window.matchMedia(TOUCH);
  touch.addEventListener("change", listener);
  return () => touch.removeEventListener("change", listener);
};

export const sends = (event) => {
  if (event.key !== "Enter" || event.shiftKey || composing(event)) return false;
  return event.ctrlKey || event.metaKey || !readTouch();
};

// What a touch keyboard writes on its Enter key.
export const useEnterHint = () =>
  useSyncExternalStore(subscribeTouch, readTouch, () => false) ? "enter" : "send";
