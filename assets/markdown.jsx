// Shows a reply's Markdown, growing or finished, as safely as if a stranger had written it.
import { createElement, memo, useSyncExternalStore } from "react";

const BROWSER = typeof window !== "undefined";
// Prerendering has no origin; the browser evaluates this module again with the real one.
const ORIGIN = BROWSER ? window.location.origin : "http://localhost";

// A module fetched when first wanted. If it cannot be had, the words stay readable without it.
const later = (load) => {
  let value, started;
  const waiting = new Set();
  const subscribe = (wake) => (waiting.add(wake), () => waiting.delete(wake));
  const arrive = (loaded) => ((value = loaded), waiting.forEach((wake) => wake()), loaded);
  const start = () => (started ??= load().then(arrive, () => undefined));
  const use = (wanted) => {
    if (wanted && BROWSER) start();
    return useSyncExternalStore(subscribe, () => value, () => undefined);
  };
  return { start, use };
};

// Shiki comes with the first code block. Until a grammar is there its code is shown plain, and still grows.
const THEMES = ["github-light-default", "github-dark-default"];
const shiki = later(() => import("@streamdown/code").then((m) => m.createCodePlugin({ themes: THEMES })));
const grammars = new Set();
const plain = (text) => ({ tokens: text.split("\n").map((content) => [{ content, offset: 0 }]) });
const code = {
  name: "shiki",
  type: "code-highlighter",
  getThemes: () => THEMES,
  getSupportedLanguages: () => [],
  supportsLanguage: () => true,
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
const FORMULA = new RegExp(
  [
    String.raw`(?<kept>^[ \t>]*(?<fence>\x60{3,}|~{3,})[^]*?(?:^[ \t>]*\k<fence>|(?![^]))`,
    String.raw`(?<!\x60)(?<tick>\x60{1,2})(?!\x60)(?:(?!\n\n)[^])+?(?<!\x60)\k<tick>(?!\x60)|\\\\)`,
    String.raw`^(?<indent>[ \t]*)(?:\\\[(?<block>[^]{1,4000}?)\\\]|\$\$(?<line>.+?)\$\$)[ \t]*$`,
    String.raw`\\\((?<inline>.{1,1000}?)\\\)|\\\[(?<amid>.{1,1000}?)\\\]`,
  ].join("|"),
  "gm",
);
const inDollars = (whole, ...rest) => {
  const { kept, indent, block, line, inline, amid } = rest.at(-1);
  if (kept !== undefined) return whole;
  const alone = block ?? line;
  return alone === undefined ? `$$${inline ?? amid}$$` : `${indent}$$\n${indent}${alone.trim()}\n${indent}$$`;
};

// HTML is text here, except the one tag models need inside table cells.
const keepBreaks = (node) => {
  if (node.type === "html" && /^<br\s*\/?>$/i.test(node.value)) node.type = "break";
  node.children?.forEach((child) => keepBreaks(child));
};

// Native dir="auto" follows the first strong letter, so a block never flips while it grows; code has no say in it.
const isolateCode = (node) => {
  if (node.tagName === "code") node.properties.dir = "ltr";
  node.children?.forEach(isolateCode);
};
const markBlock = (node) => {
  if (node.type === "element" && node.tagName !== "pre") node.properties.dir = "auto";
  if (node.type !== "text" || !node.value.trim()) return node;
  return { type: "element", tagName: "p", properties: { dir: "auto", className: "markdown-html" }, children: [node] };
};
const markBlocks = () => (tree) => {
  isolateCode(tree);
  tree.children = tree.children.map(markBlock);
};

// Left out on purpose: the raw plugin. Without defaultOrigin harden would throw once, then let everything through.
const streamdown = later(async () => {
  const [library, { default: repair }] = await Promise.all([import("streamdown"), import("remend")]);
  const { Streamdown, defaultRehypePlugins, defaultRemarkPlugins, parseMarkdownIntoBlocks } = library;
  const blocked = { blockedLinkClass: "markdown-blocked", blockedImageClass: "markdown-blocked" };
  const allowed = { allowedProtocols: [], allowedLinkPrefixes: ["*"], allowedImagePrefixes: [ORIGIN], allowDataImages: false };
  const settings = {
    rehypePlugins: [
      defaultRehypePlugins.sanitize,
      [defaultRehypePlugins.harden[0], { defaultOrigin: ORIGIN, ...allowed, ...blocked }],
      markBlocks,
    ],
    remarkPlugins: [[defaultRemarkPlugins.gfm[0], { singleTilde: false }], defaultRemarkPlugins.codeMeta, () => keepBreaks],
    linkSafety: { enabled: false },
    controls: { code: { download: false }, table: { download: false, fullscreen: false }, image: { download: false } },
    translations: { copyCode: "Copy code" },
    lineNumbers: false,
    codeBlockMaxHeight: 0,
    tableMaxHeight: 0,
    parseIncompleteMarkdown: false,
  };
  // Only the block being written is repaired, and a link only while its address is; else a stray mark far above would
  // put closing marks at the end of everything that follows, or hide it.
  const openLink = { name: "link", priority: 20, handle: (text) => /^\s*[`~]{3}/.test(text) ? text : text.replace(/!?\[([^\][\n]*)\]\([^()\s]*$/, "$1") };
  const repairs = { links: false, images: false, htmlTags: false, comparisonOperators: false, handlers: [openLink] };
  const growing = (text) => {
    const blocks = parseMarkdownIntoBlocks(text);
    return blocks.map((block, i) => (i === blocks.length - 1 ? repair(block, repairs) : block));
  };
  return { Streamdown, finished: settings, growing: { ...settings, parseMarkdownIntoBlocksFn: growing } };
});
if (BROWSER) (window.requestIdleCallback ?? setTimeout)(streamdown.start);

// Always mode="streaming", by blocks: "static" at the end would rebuild the reply under the reader's selection.
export const Markdown = memo(function Markdown({ text = "", streaming = false }) {
  const renderer = streamdown.use(true);
  const hasMath = /\$\$|\\[([]|```math/.test(text);
  const withMath = katex.use(hasMath);
  if (!renderer) return createElement("div", { className: "markdown markdown-plain", dir: "auto" }, text);
  const source = hasMath ? text.replace(FORMULA, inDollars) : text;
  const settings = streaming ? renderer.growing : renderer.finished;
  const plugins = (hasMath && withMath) || WITHOUT_MATH;
  const body = createElement(renderer.Streamdown, { ...settings, plugins, "data-streaming": streaming }, source);
  return createElement("div", { className: "markdown" }, body);
});
