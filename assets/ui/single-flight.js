// Does something once at a time: all who ask while it is being done share the one that comes after it.

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
