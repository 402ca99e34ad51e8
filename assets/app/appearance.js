// How the page looks in this browser. Attributes of the page say so; early.js sets them before the
// first paint. The theme is Reflex's own.

const PLACE = "spacerr:appearance";
const START = Object.freeze({ text: "normal", density: "comfortable", motion: "system" });

let looks = null;
const listeners = new Set();

const kept = () => {
  try {
    return { ...START, ...JSON.parse(localStorage.getItem(PLACE)) };
  } catch {
    return START;
  }
};

export const readLooks = () => (looks ??= kept());

const show = () => Object.assign(document.documentElement.dataset, looks);

export const changeLooks = (change) => {
  looks = { ...readLooks(), ...change };
  show();
  try {
    localStorage.setItem(PLACE, JSON.stringify(looks));
  } catch {
    // Storage is forbidden: it lasts until the reload.
  }
  listeners.forEach((heard) => heard());
};

const hearOtherTabs = ({ key }) => {
  if (key !== PLACE) return;
  looks = kept();
  show();
  listeners.forEach((heard) => heard());
};

export const subscribeLooks = (heard) => {
  listeners.add(heard);
  if (listeners.size === 1) window.addEventListener("storage", hearOtherTabs);
  return () => {
    listeners.delete(heard);
    if (!listeners.size) window.removeEventListener("storage", hearOtherTabs);
  };
};

export const readStart = () => START;
