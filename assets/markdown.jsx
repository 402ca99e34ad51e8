// Shows a reply's Markdown, growing or finished, as safely as if a stranger had written it.
import { memo, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { polyfillClipboard } from "$/public/copying.js";
import { ended, rendered } from "$/public/tail.js";
import { CHAT } from "$/public/words/chat.js";

const BROWSER = typeof window !== "undefined";
const ORIGIN = BROWSER ? window.location.origin : "http://localhost"; // while prerendering there is no origin yet

// A module fetched when first wanted. If it cannot be had, the words stay readable without it.
const later = (load) => {
  let value, started;
  const waiting = new Set();
  const subscribe = (wake) => (waiting.add(wake), () => waiting.delete(wake));
  const start = () => (started ??= load().then((it) => ((value = it), waiting.forEach((wake) => wake()), it), () => {}));
  const use = (wanted) => {
    if (wanted && BROWSER) start();
    return useSyncExternalStore(subscribe, () => (wanted ? value : undefined), () => undefined);
  };
  return { start, use };
};

// Shiki comes with the first code block. Until a grammar is there its code is shown plain, and still grows.
const THEMES = ["github-light-default", "github-dark-default"];
const shiki = later(() => import("@streamdown/code").then((m) => m.createCodePlugin({ themes: THEMES })));
const grammars = new Set();
const plain = (text) => ({ tokens: text.split("\n").map((content) => [{ content, offset: 0 }]) });
const code = {
  getThemes: () => THEMES,
  highlight(options, show) {
    const highlighted = (result) => (grammars.add(options.language), show?.(result));
    // "Incomplete" keeps it out of Shiki's cache, which would hold every past state of a growing block.
    shiki.start().then((loaded) => loaded?.highlight({ ...options, isIncomplete: true }, highlighted));
    return grammars.has(options.language) ? null : plain(options.code);
  },
};

// KaTeX comes with the first formula; its limits keep a formula from freezing or covering the page.
const WITHOUT_MATH = { code };
const katex = later(async () => {
  const [{ math }] = await Promise.all([import("@streamdown/math"), import("katex/dist/katex.min.css")]);
  const limits = { errorColor: "var(--ink-soft)", strict: false, maxSize: 20, maxExpand: 200 };
  return { code, math: { ...math, rehypePlugin: [math.rehypePlugin[0], limits] } };
});

// Models write \( \) and \[ \] as often as $$ $$. Code and escaped backslashes are matched first, and kept.
const PATTERNS = [
  String.raw`(?<kept>^[ \t>]*(?<fence>\x60{3,}|~{3,})[^]*?(?:^[ \t>]*\k<fence>|(?![^]))`,
  String.raw`(?<!\x60)(?<tick>\x60{1,2})(?!\x60)(?:(?!\n\n)[^])+?(?<!\x60)\k<tick>(?!\x60)|\\\\)`,
  String.raw`^(?<indent>[ \t]*)(?:\\\[(?<block>[^]{1,4000}?)\\\]|\$\$(?<line>.+?)\$\$)[ \t]*$`,
  String.raw`\\\((?<inline>.{1,1000}?)\\\)|\\\[(?<amid>.{1,1000}?)\\\]`,
];
const FORMULA = new RegExp(PATTERNS.join("|"), "gm");
const inDollars = (whole, ...rest) => {
  const { kept, indent, block, line, inline, amid } = rest.at(-1);
  const alone = (block ?? line)?.trim();
  if (kept !== undefined) return whole;
  return alone === undefined ? `$$${inline ?? amid}$$` : `${indent}$$\n${indent}${alone}\n${indent}$$`;
};

const everyNode = (act) => function visit(node) {
  act(node);
  node.children?.forEach((child) => visit(child));
};
// HTML is text here, except the one tag that models need inside table cells.
const keepBreaks = everyNode((node) => node.type === "html" && /^<br\s*\/?>$/i.test(node.value) && (node.type = "break"));
// Native dir="auto" follows the first strong letter, so a block never flips while it grows; code has no say in it.
const isolateCode = everyNode((node) => node.tagName === "code" && (node.properties.dir = "ltr"));
const markBlock = (node) => {
  if (node.type === "element" && node.tagName !== "pre") node.properties.dir = "auto";
  if (node.type !== "text" || !node.value.trim()) return node;
  return { type: "element", tagName: "p", properties: { dir: "auto", className: "markdown-html" }, children: [node] };
};
const markBlocks = () => (tree) => (isolateCode(tree), { ...tree, children: tree.children.map(markBlock) });

// The raw plugin is left out on purpose, and no picture is fetched, not even from this server: chats have no files.
// Without defaultOrigin harden would throw once, then let everything through.
const streamdown = later(async () => {
  const [library, { default: repair }] = await Promise.all([import("streamdown"), import("remend")]);
  const { defaultRehypePlugins: rehype, defaultRemarkPlugins: remark, parseMarkdownIntoBlocks: split } = library;
  const prefixes = { defaultOrigin: ORIGIN, allowedLinkPrefixes: ["*"], allowedImagePrefixes: [] };
  const blocked = { blockedLinkClass: "markdown-blocked", blockedImageClass: "markdown-blocked" };
  const harden = [rehype.harden[0], { ...prefixes, ...blocked, allowedProtocols: [], allowDataImages: false }];
  const finished = {
    rehypePlugins: [rehype.sanitize, harden, markBlocks],
    remarkPlugins: [[remark.gfm[0], { singleTilde: false }], remark.codeMeta, () => keepBreaks],
    linkSafety: { enabled: false },
    controls: { code: { download: false }, table: { download: false, fullscreen: false } },
    translations: CHAT.markdown,
    remarkRehypeOptions: CHAT.footnotes,
    parseIncompleteMarkdown: false, lineNumbers: false, codeBlockMaxHeight: 0, tableMaxHeight: 0,
  };
  // Only the block being written is repaired: in Streamdown's own repair one stray mark can hide all that follows.
  const address = /!?\[([^\][\n]*)\]\([^()\s]*$|(?<![^\n]) {0,3}\[[^\]\n]+\]:[ \t]*\S*$/;
  const openLink = (text) => (/^\s*[`~]{3}/.test(text) ? text : text.replace(address, "$1"));
  const handlers = [{ name: "open link", priority: 20, handle: openLink }];
  const repairs = { links: false, images: false, htmlTags: false, comparisonOperators: false, handlers };
  const growing = (text) => split(text).map((block, i, all) => (i + 1 < all.length ? block : repair(block, repairs)));
  return { Streamdown: library.Streamdown, finished, growing: { ...finished, parseMarkdownIntoBlocksFn: growing } };
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

// Once it has grown it stays in blocks: "static" would rebuild the reply under the reader's selection as it ends.
export const Markdown = memo(function Markdown({ id, text = "", streaming = false }) {
  const hasGrown = useRef(false);
  const box = useRef(null);
  hasGrown.current ||= streaming;
  useLayoutEffect(() => {
    if (streaming) rendered(id, box.current);
    else if (hasGrown.current) ended(id);
  });
  const engine = streamdown.use(true);
  const hasMath = /\$\$|\\[([]|```math/.test(text);
  const plugins = katex.use(hasMath) ?? WITHOUT_MATH;
  if (!engine) return <div className="markdown markdown-plain" dir="auto" ref={box}>{text}</div>;
  const mode = hasGrown.current ? "streaming" : "static";
  const props = { ...(streaming ? engine.growing : engine.finished), mode, plugins, "data-streaming": streaming };
  const source = hasMath ? text.replace(FORMULA, inDollars) : text;
  return <div className="markdown" onClick={followNote} ref={box}><engine.Streamdown {...props}>{source}</engine.Streamdown></div>;
});
