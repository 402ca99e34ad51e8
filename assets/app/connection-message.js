// What the server tells a page when it connects, which may be before the page can hear it: then it is
// kept until something listens.

export const onTold = (name, hear) => {
  const once = () => {
    window.spacerrTold?.delete(name);
    hear();
  };
  if (window.spacerrTold?.has(name)) once();
  window.addEventListener(name, once);
  return () => window.removeEventListener(name, once);
};
