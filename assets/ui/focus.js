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

// A card that holds the focus is about to go: the one beside it gets it, else the place where people write, else
// the page's heading.
export const focusAfter = (card) => {
  /** @type {NodeListOf<HTMLElement>} */
  const found = document.querySelectorAll(CARD);
  const cards = [...found];
  const at = cards.indexOf(card);
  const beside = cards[at + 1] ?? cards[at - 1];
  requestAnimationFrame(() => {
    /** @type {HTMLElement | null} */
    const heading = document.querySelector("main h1");
    if (document.activeElement !== document.body) return;
    if (beside?.isConnected) beside.focus({ preventScroll: true });
    else if (document.querySelector(".composer")) focusComposer();
    else heading?.focus({ preventScroll: true });
  });
};
