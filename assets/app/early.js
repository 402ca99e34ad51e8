// Runs in the page's head, before the first paint: how the page looks, as it was left.
//
// Reflex tells the server a page's address and keeps it. The token of an invitation or link is taken
// out of the address before, and stays in this tab.

(() => {
  const page = document.documentElement;
  try {
    page.dataset.sidebar = localStorage.getItem("spacerr:sidebar") ?? "shown";
    const looks = JSON.parse(localStorage.getItem("spacerr:appearance")) ?? {};
    for (const name of ["text", "density", "motion"]) {
      if (typeof looks[name] === "string") page.dataset[name] = looks[name];
    }
    const theme = localStorage.getItem("theme");
    const dark =
      theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    page.classList.add(dark ? "dark" : "light");
  } catch {
    // Storage is forbidden, or holds what isn't ours: the page looks as the system wants.
  }
  const [, door, token] = location.pathname.match(/^\/(invite|shared)\/([^/]+)\/?$/) ?? [];
  if (door === "shared") history.replaceState({ ...history.state, link: token }, "", "/shared");
  if (door !== "invite") return;
  try {
    sessionStorage.setItem("spacerr:invitation", token);
  } catch {
    // Without storage no user can sign in either.
  }
  history.replaceState(null, "", "/invite");
})();
