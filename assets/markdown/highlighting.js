// Colours code in a worker, so that the page answers even where the code is long or odd.
//
// Shiki prepares a language, or reads one line, for up to seconds, and can't be interrupted. The page
// shows code at once, as far as it is coloured in colours, and asks for the rest: one block at a time,
// and one that grows no more often than PAUSE.

export const THEMES = ["github-light-default", "github-dark-default"];

export const LINE = 1000; // characters; a longer line stays plain
export const BLOCK = 60000; // characters; what follows stays plain, since each word is an element of the page
export const PAUSE = 100; // milliseconds between two colourings of one block
const PATIENCE = 15000; // milliseconds for an answer, grammar and all; after it the code stays plain
const KEPT = 200000; // characters of code whose colours are kept, for when it comes into sight again
const ENTRY = 100; // what a block costs besides, in characters

const plain = (content) => [{ content }];
const whole = (code) => ({ tokens: code.split("\n").map(plain) });

// The beginning of a code in colours, and the rest plain.
const begun = ({ code, result }, wanted) => {
  const [onLast, ...more] = wanted.slice(code.length).split("\n");
  const rows = [...result.tokens];
  if (onLast) rows.push([...(rows.pop() ?? []), { content: onLast }]);
  return { ...result, tokens: [...rows, ...more.map(plain)] };
};

// The colours of a code, for its beginning.
const cut = (result, wanted) => {
  const lines = wanted.split("\n");
  let left = lines.at(-1).length;
  const last = [];
  for (const token of result.tokens[lines.length - 1] ?? []) {
    if (left > 0) last.push({ ...token, content: token.content.slice(0, left) });
    left -= token.content.length;
  }
  return { ...result, tokens: [...result.tokens.slice(0, lines.length - 1), last] };
};

// The code that is sent to the worker: without lines that are too long, and no more than is shown in colours.
const bounded = (code) => {
  const end = code.length > BLOCK ? code.lastIndexOf("\n", BLOCK) : code.length;
  const lines = end > 0 ? code.slice(0, end).split("\n") : [];
  return lines.map((line) => (line.length > LINE ? "" : line));
};

// `spawn` makes a worker that answers { language, code, from } with the rows of tokens from that line on.
export const createColouring = (spawn) => {
  let worker, busy, patience, pause;
  const queue = [];
  const kept = [];

  const known = (language, code) =>
    kept
      .filter((it) => it.language === language && code.startsWith(it.code))
      .reduce((best, it) => (best && best.code.length >= it.code.length ? best : it), undefined);

  const keep = (entry, instead) => {
    const at = kept.indexOf(instead);
    if (at >= 0) kept.splice(at, 1);
    kept.push(entry);
    const size = () => kept.reduce((sum, it) => sum + it.code.length + ENTRY, 0);
    while (kept.length > 1 && size() > KEPT) kept.shift();
  };

  const finish = (result, failed = false) => {
    clearTimeout(patience);
    const { language, code, before, shows } = busy;
    busy = undefined;
    keep({ language, code, result, failed, rested: performance.now() + PAUSE }, before);
    shows.forEach(({ show, code: wanted }) => show(wanted === code ? result : cut(result, wanted)));
    run();
  };

  const fail = () => {
    worker?.terminate();
    worker = undefined;
    if (busy) finish(busy.before ? begun(busy.before, busy.code) : whole(busy.code), true);
  };

  const onMessage = ({ data: { rows, ...look } }) => {
    if (!busy) return;
    const lines = busy.code.split("\n");
    const earlier = busy.from ? busy.before.result.tokens.slice(0, busy.from) : [];
    const coloured = [...earlier, ...rows];
    const tokens = lines.map((line, at) =>
      line.length > LINE ? plain(line) : (coloured[at] ?? plain(line)),
    );
    finish({ ...look, tokens });
  };

  const send = (job) => {
    const before = known(job.language, job.code);
    // The last line may have been half a line.
    const from = before ? before.result.tokens.length - 1 : 0;
    busy = { ...job, before, from };
    patience = setTimeout(fail, PATIENCE);
    try {
      worker ??= Object.assign(spawn(), { onmessage: onMessage, onerror: fail });
      worker.postMessage({ language: job.language, code: bounded(job.code).join("\n"), from });
    } catch {
      fail(); // a browser without workers
    }
  };

  function run() {
    if (busy || !queue.length) return;
    const [{ language, code }] = queue;
    const rest = (known(language, code)?.rested ?? 0) - performance.now();
    clearTimeout(pause);
    if (rest > 0) pause = setTimeout(run, rest);
    else send(queue.shift());
  }

  const highlight = ({ language, code }, show) => {
    const before = known(language, code);
    if (before?.code === code) return before.result;
    const now = before ? begun(before, code) : whole(code);
    if (before?.failed) return now;
    // Waiting blocks that begin alike are one block that grows, or get the same colours.
    const alike = (it) => it.language === language && (code.startsWith(it.code) || it.code.startsWith(code));
    const job = queue.find(alike) ?? { language, code, shows: [] };
    if (!job.shows.length) queue.push(job);
    if (code.length > job.code.length) job.code = code;
    job.shows.push({ code, show });
    run();
    return now;
  };

  return { getThemes: () => THEMES, highlight };
};
