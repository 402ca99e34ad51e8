// Notes when each length and status of the newest reply was painted. The same in every page that is
// measured.
//
// A length is read in the animation frame that paints it. Where no frames come, as in a hidden
// tab, it is read at the mutation instead, and counted as such.

(() => {
  const STALLED = 1000; // milliseconds without a frame
  const now = () => performance.timeOrigin + performance.now();
  const newest = () => [...document.querySelectorAll("article[data-role=assistant]")].at(-1);
  const words = (reply) => (reply?.querySelector(".markdown")?.textContent ?? "").replaceAll("\n", "");

  const nothing = () => ({ enter: 0, stop: 0, samples: [], statuses: [], gaps: [], shrunk: 0, without: 0 });
  const bench = (window.bench = nothing());
  let before,
    changed = 0,
    last = 0,
    status = "",
    framed = now(),
    waiting = [];

  const read = (paintedAt) => {
    const reply = newest();
    const length = reply === before ? 0 : words(reply).length;
    if (length !== last) {
      if (length < last) bench.shrunk += 1;
      bench.samples.push([length, changed, paintedAt]);
      last = length;
    }
    const reached = reply === before ? "" : reply.dataset.status;
    if (reached !== status) bench.statuses.push([(status = reached), paintedAt]);
    changed = 0;
    waiting = waiting.filter(([wanted, done]) => (length >= wanted ? void done() : true));
  };

  const frame = () => {
    const at = now();
    bench.gaps.push([at, at - framed]);
    framed = at;
    if (changed) read(at);
    requestAnimationFrame(frame);
  };

  new MutationObserver(() => {
    changed ||= now();
    if (changed - framed < STALLED) return;
    bench.without += 1;
    read(changed);
  }).observe(document, {
    childList: true,
    characterData: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-status"],
  });

  const at = (event) => performance.timeOrigin + event.timeStamp;
  addEventListener("keydown", (event) => event.key === "Enter" && (bench.enter = at(event)), true);
  addEventListener(
    "click",
    (event) => event.target.closest?.("[aria-label=Stop]") && (bench.stop = at(event)),
    true,
  );
  requestAnimationFrame(frame);

  // Forgets everything, also the reply that is newest now.
  bench.arm = () => {
    before = newest();
    Object.assign(bench, nothing());
    last = 0;
    status = "";
  };

  bench.until = (length, limit) =>
    new Promise((done, failed) => {
      if (last >= length) return done();
      waiting.push([length, done]);
      setTimeout(() => failed(new Error(`${last} of ${length} characters were shown`)), limit);
    });

  bench.seen = () => ({
    enter: bench.enter,
    stop: bench.stop,
    samples: bench.samples,
    statuses: bench.statuses,
    gaps: bench.gaps,
    shrunk: bench.shrunk,
    without_frame: bench.without,
    drift: Date.now() - now(),
    text: words(newest()),
  });
})();
