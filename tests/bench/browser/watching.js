// Notes when a page first looks as it is wanted to, in the frame that paints it, and when somebody
// last clicked or pressed a key in it.

(() => {
  const STALLED = 1000; // milliseconds without a frame
  const now = () => performance.timeOrigin + performance.now();
  let framed = now(),
    gaps = [],
    changed = false,
    check = null,
    tell = () => {},
    answer = null;

  const read = (at) => {
    changed = false;
    if (!check?.()) return;
    check = null;
    tell(at);
  };

  const frame = () => {
    const at = now();
    gaps.push(at - framed);
    framed = at;
    if (changed) read(at);
    requestAnimationFrame(frame);
  };

  new MutationObserver(() => {
    changed = true;
    if (now() - framed > STALLED) read(now());
  }).observe(document, { childList: true, characterData: true, subtree: true, attributes: true });

  const acted = (event) => (watching.acted = performance.timeOrigin + event.timeStamp);
  addEventListener("keydown", acted, true);
  addEventListener("click", acted, true);
  requestAnimationFrame(frame);

  window.watching = {
    acted: 0,
    now,
    // Watch for a condition that doesn't hold yet.
    until(wanted) {
      if (wanted()) throw new Error("it looks so already");
      [check, gaps] = [wanted, []];
      answer = new Promise((done) => (tell = done));
    },
    // When it was painted.
    seen: (limit) =>
      Promise.race([
        answer,
        new Promise((_, failed) => setTimeout(() => failed(new Error("it was not seen")), limit)),
      ]),
    longest: () => Math.max(0, ...gaps),
  };
})();
