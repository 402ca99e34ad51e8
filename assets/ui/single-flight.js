// Runs a function once at a time: all calls during a run share one run after it.

export const oneAtATime = (act) => {
  let running = null;
  let next = null;
  const begin = () => {
    running = act().finally(() => (running = null));
    return running;
  };
  return () => {
    if (!running) return begin();
    next ??= running.then(() => {
      next = null;
      return begin();
    });
    return next;
  };
};
