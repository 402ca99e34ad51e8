"""Markup that got into a page all the same runs nothing, loads nothing and sends nothing."""

REFUSED = "Content Security Policy"
SMUGGLED = """async () => {
  const tried = {};
  addEventListener("securitypolicyviolation", (it) => (tried[it.effectiveDirective] = true));
  const script = document.createElement("script");
  script.textContent = "window.smuggled = true";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend", `
    <img src="/favicon.svg" onload="window.smuggled = true" />
    <img src="http://127.0.0.2:9/pixel.gif" />
    <iframe src="/chat"></iframe>
    <base href="http://127.0.0.2:9/" />`);
  await fetch("http://127.0.0.2:9/").catch(() => {});
  for (let n = 0; n < 100 && Object.keys(tried).length < 6; n += 1)
    await new Promise((done) => setTimeout(done, 20));
  return [window.smuggled ?? false, Object.keys(tried).sort(), new URL("x", document.baseURI).host];
}"""


def test_what_was_smuggled_in_does_nothing(open_tab):
    tab = open_tab()
    own = tab.url.split("//")[1]
    assert tab.page.evaluate(SMUGGLED) == [
        False,
        ["base-uri", "connect-src", "frame-src", "img-src", "script-src-attr", "script-src-elem"],
        own,
    ]
    complaints = [it for it in tab.problems if REFUSED in it]
    assert complaints
    tab.problems[:] = [it for it in tab.problems if it not in complaints]
