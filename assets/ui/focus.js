// Where the focus goes when what had it is gone: to where people write, or to what they left.

const TOUCH = "(pointer: coarse)";

// Not on touch: it would bring up the keyboard.
export const focusComposer = () => {
  if (window.matchMedia(TOUCH).matches) return;
  /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus({
    preventScroll: true,
  });
};

const CARD = ".question"; // a question to a person

// What holds the focus is about to go: where people write gets it; on a page without that, the card that
// is beside it, or the page's heading.
export const focusAfter = (element) => {
  /** @type {NodeListOf<HTMLElement>} */
  const found = document.querySelectorAll(CARD);
  const cards = [...found];
  const at = cards.indexOf(element);
  /** @type {HTMLElement | null} */
  const beside = cards[at + 1] ?? cards[at - 1] ?? document.querySelector("main h1");
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    if (document.querySelector(".composer")) focusComposer();
    else beside?.focus({ preventScroll: true });
  });
};
