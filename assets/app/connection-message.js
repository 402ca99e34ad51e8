// A message of the server to a page that connects. It may come before the page listens: then it is kept
// until something does.

export const onServerMessage = (name, onMessage) => {
  const once = () => {
    window.spacerrTold?.delete(name);
    onMessage();
  };
  if (window.spacerrTold?.has(name)) once();
  window.addEventListener(name, once);
  return () => window.removeEventListener(name, once);
};
