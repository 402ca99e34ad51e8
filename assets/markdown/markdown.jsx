// Shows a reply's Markdown, growing or finished, as safely as if a stranger had written it.
import { memo, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { ended, rendered } from "$/public/chat/live-tail.js";
import { hasFormulas, inBlocks, withFormulas } from "$/public/markdown/formulas.js";
import { createColouring } from "$/public/markdown/highlighting.js";
import { picturesAsLinks } from "$/public/markdown/image-links.js";
import { polyfillClipboard } from "$/public/ui/clipboard.js";
import { CHAT } from "$/public/words/chat.js";

const BROWSER = typeof window !== "undefined";
const ORIGIN = BROWSER ? window.location.origin : "http://localhost"; // while prerendering there is no origin yet

// A module fetched when first wanted. If it cannot be had, the words stay readable without it.
const later = (load) => {
  let value;
  let started;
  const listeners = new Set();
  const subscribe = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const arrived = (module) => {
    value = module;
    listeners.forEach((listener) => listener());
    return module;
  };
  const start = () => (started ??= load().then(arrived, () => {}));
  const use = (wanted) => {
    if (wanted && BROWSER) start();
    return useSyncExternalStore(
      subscribe,
      () => (wanted ? value : undefined),
      () => undefined,
    );
  };
  return { start, use };
};

const code = createColouring(
  () => new Worker(new URL("./highlighting-worker.js", import.meta.url), { type: "module" }),
);

// KaTeX comes with the first formula; its limits keep a formula from freezing or covering the page.
const katex = later(async () => {
  const [{ math }] = await Promise.all([import("@streamdown/math"), import("katex/dist/katex.min.css")]);
  const limits = { errorColor: "var(--ink-soft)", strict: false, maxSize: 20, maxExpand: 200 };
  const [set] = math.rehypePlugin;
  const setAndReach = (options) => (tree, file) => {
    set(options)(tree, file);
    reachFormula(tree);
  };
  return { ...math, rehypePlugin: [setAndReach, limits] };
});

const everyNode = (act) =>
  function visit(node) {
    act(node);
    node.children?.forEach((child) => visit(child));
  };
// HTML is text here, except the one tag that models need inside table cells.
const keepBreaks = everyNode(
  (node) => node.type === "html" && /^<br\s*\/?>$/i.test(node.value) && (node.type = "break"),
);
// Native dir="auto" follows the first strong letter, so a block never flips while it grows; code has no say in it.
const isolateCode = everyNode((node) => node.tagName === "code" && (node.properties.dir = "ltr"));
const markBlock = (node) => {
  if (node.type === "element" && node.tagName !== "pre") node.properties.dir = "auto";
  if (node.type !== "text" || !node.value.trim()) return node;
  return {
    type: "element",
    tagName: "p",
    properties: { dir: "auto", className: "markdown-html" },
    children: [node],
  };
};
// What may be wider than the page is scrolled by keyboard, too.
const reachWide = everyNode(({ tagName, properties, children }) => {
  if (tagName === "pre")
    children.forEach((child) => child.tagName === "code" && (child.properties.tabIndex = 0));
  if (tagName === "table") properties.tabIndex = 0;
});
const isDisplayed = ({ properties }) => properties?.className?.includes?.("katex-display");
const reachFormula = everyNode((node) => isDisplayed(node) && (node.properties.tabIndex = 0));
const nameTask = everyNode((node) => {
  const { type, checked } = node.properties ?? {};
  if (type === "checkbox") node.properties.ariaLabel = checked ? CHAT.tasks.done : CHAT.tasks.open;
});
const markBlocks = () => (tree) => {
  for (const mark of [isolateCode, nameTask, reachWide]) mark(tree);
  return { ...tree, children: tree.children.map(markBlock) };
};

// The raw plugin is left out on purpose, and no picture is fetched, not even from this server: chats have no files.
// Without defaultOrigin harden would throw once, then let everything through.
const streamdown = later(async () => {
  const wanted = [import("streamdown"), import("remend"), import("@streamdown/cjk")];
  const [library, { default: repair }, { cjk }] = await Promise.all(wanted);
  const {
    defaultRehypePlugins: rehype,
    defaultRemarkPlugins: remark,
    parseMarkdownIntoBlocks: split,
  } = library;
  const prefixes = { defaultOrigin: ORIGIN, allowedLinkPrefixes: ["*"], allowedImagePrefixes: [] };
  const blocked = { blockedLinkClass: "markdown-blocked", blockedImageClass: "markdown-blocked" };
  const harden = [
    rehype.harden[0],
    { ...prefixes, ...blocked, allowedProtocols: [], allowDataImages: false },
  ];
  const blocks = (text) => inBlocks(text, split);
  const finished = {
    rehypePlugins: [rehype.sanitize, picturesAsLinks, harden, markBlocks],
    remarkPlugins: [[remark.gfm[0], { singleTilde: false }], remark.codeMeta, () => keepBreaks],
    linkSafety: { enabled: false },
    controls: { code: { download: false }, table: { download: false, fullscreen: false } },
    translations: CHAT.markdown,
    remarkRehypeOptions: CHAT.footnotes,
    parseMarkdownIntoBlocksFn: blocks,
    parseIncompleteMarkdown: false,
    lineNumbers: false,
    codeBlockMaxHeight: 0,
    tableMaxHeight: 0,
  };
  // Only the block being written is repaired: in Streamdown's own repair one stray mark can hide all that follows.
  const address = /!?\[([^\][\n]*)\]\([^()\s]*$|(?<![^\n]) {0,3}\[[^\]\n]+\]:[ \t]*\S*$/;
  const openLink = (text) => (/^\s*[`~]{3}/.test(text) ? text : text.replace(address, "$1"));
  const handlers = [{ name: "open link", priority: 20, handle: openLink }];
  const repairs = { links: false, images: false, htmlTags: false, comparisonOperators: false, handlers };
  const growing = (text) =>
    blocks(text).map((block, i, all) => (i + 1 < all.length ? block : repair(block, repairs)));
  // Marks and addresses next to Chinese, Japanese and Korean; one tilde stays one there, too.
  const [splitAddress, strike] = cjk.remarkPluginsAfter;
  const plugins = {
    code,
    cjk: { ...cjk, remarkPluginsAfter: [splitAddress, [strike, { singleTilde: false }]] },
  };
  let both; // one object: a new one would render every block again
  const withMath = (math) => (both ??= { ...plugins, math });
  return {
    Streamdown: library.Streamdown,
    plugins,
    withMath,
    finished,
    growing: { ...finished, parseMarkdownIntoBlocksFn: growing },
  };
});
if (BROWSER) polyfillClipboard();
if (BROWSER) (window.requestIdleCallback ?? setTimeout)(streamdown.start);

// A footnote is found in its own reply: ids repeat across replies, and a new tab would be absurd.
const followNote = (event) => {
  const id = event.target.closest('a[href^="#"]')?.getAttribute("href").slice(1);
  if (id === undefined) return;
  event.preventDefault();
  event.currentTarget.querySelector(`[id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
};

// `id` is the reply's: between steps, each piece of its text is one of these, and the last one can grow.
// Once it has grown it stays in blocks: "static" would rebuild the reply under the reader's selection as it ends.
export const Markdown = memo(function Markdown({ id, text = "", streaming = false }) {
  const hasGrown = useRef(false);
  const box = useRef(null);
  hasGrown.current ||= streaming;
  useLayoutEffect(() => {
    if (streaming) rendered(id, box.current);
    else if (hasGrown.current) ended(id, box.current);
  });
  const engine = streamdown.use(true);
  const source = withFormulas(text);
  const math = katex.use(hasFormulas(source));
  if (!engine)
    return (
      <div className="markdown markdown-plain" dir="auto" ref={box}>
        {text}
      </div>
    );
  const mode = hasGrown.current ? "streaming" : "static";
  const plugins = math ? engine.withMath(math) : engine.plugins;
  const props = {
    ...(streaming ? engine.growing : engine.finished),
    mode,
    plugins,
    "data-streaming": streaming,
  };
  return (
    <div className="markdown" data-growing={streaming} onClick={followNote} ref={box}>
      <engine.Streamdown {...props}>{source}</engine.Streamdown>
    </div>
  );
});
