// Where the focus goes when what had it is gone: to where people write, or to what they left.

const TOUCH = "(pointer: coarse)";

// Not on touch: it would bring up the keyboard.
export const focusComposer = () => {
  if (window.matchMedia(TOUCH).matches) return;
  /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus({
    preventScroll: true,
  });
};
