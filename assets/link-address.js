// Runs in the page's head, before anything else: takes a link's token out of the address.
//
// Reflex tells the server a page's address and keeps it; the token must not be kept. It stays with
// this entry of the tab's history, through reloads too.

(() => {
  const token = location.pathname.match(/^\/shared\/([^/]+)\/?$/)?.[1];
  if (token) history.replaceState({ ...history.state, link: token }, "", "/shared");
})();
