// Copying text, also on pages without https, where browsers leave `navigator.clipboard` out.

import { useEffect, useState } from "react";
import { say } from "$/public/toasts/toasts.js";
import { SHELL } from "$/public/words/shell.js";

const COPIED_FOR = 1500; // milliseconds

// The older way: select the text in a field, and copy the selection. Inside of an open dialog, because
// all else can't be selected then.
const copyBySelecting = (text) => {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.cssText = "position: fixed; top: 0; opacity: 0; font-size: 16px";
  (before?.closest("dialog") ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus?.({ preventScroll: true });
  if (!copied) throw new Error("not copied");
};

const write = async (text) => {
  if (navigator.clipboard?.writeText) await navigator.clipboard.writeText(text);
  else copyBySelecting(text);
};

// Whether it was copied. Where it wasn't, a toast says so.
export const copyText = async (text) => {
  try {
    await write(text);
    return true;
  } catch {
    say(SHELL.notCopied, { urgent: true });
    return false;
  }
};

/** @returns {[boolean, (text: string) => Promise<void>]} whether a text was just copied; what copies one */
export const useCopy = () => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, async (text) => setCopied(await copyText(text))];
};

// Streamdown's own buttons ask the browser.
export const polyfillClipboard = () => {
  if (navigator.clipboard) return;
  Object.defineProperty(navigator, "clipboard", {
    configurable: true,
    value: { writeText: async (text) => copyBySelecting(text) },
  });
};
