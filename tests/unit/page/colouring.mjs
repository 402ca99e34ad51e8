// Plays the page's colouring of code with a worker that answers when it is told to.

const { createColouring, LINE, BLOCK, PAUSE } = await import(process.argv[2]);

const wait = (time) => new Promise((go) => setTimeout(go, time));
const texts = (result) => result.tokens.map((row) => row.map((token) => token.content).join(""));
const colours = (result) => result.tokens.map((row) => row.map((token) => token.color ?? ""));

const stage = () => {
  const asked = [];
  const workers = [];
  const spawn = () => {
    const worker = { postMessage: (job) => asked.push(job), terminate: () => (worker.ended = true) };
    workers.push(worker);
    return worker;
  };
  const { highlight } = createColouring(spawn);
  const shown = [];
  const answer = () => {
    const { code, from } = asked.at(-1);
    const rows = code.split("\n").map((content) => (content ? [{ content, color: "red" }] : []));
    workers.at(-1).onmessage({ data: { rows: rows.slice(from), fg: "", bg: "" } });
  };
  const grow = (code) => highlight({ language: "js", code }, (result) => shown.push(result));
  return { asked, workers, shown, answer, grow };
};

const tests = {
  async coalesced() {
    const { asked, shown, answer, grow } = stage();
    const at = [];
    let code = "";
    for (let n = 0; n < 50; n += 1) {
      code += `line ${n}\n`;
      at.push(texts(grow(code)).join("\n") === code);
    }
    const before = asked.length;
    answer();
    answer();
    const early = asked.length;
    await wait(PAUSE + 50);
    const late = asked.length;
    answer();
    const last = shown.at(-1);
    return {
      at,
      before,
      early,
      late,
      text: texts(last).join("\n") === code,
      from: asked.at(-1).from,
      colours: colours(last),
    };
  },
  async long() {
    const { asked, shown, answer, grow } = stage();
    const code = `a\n${"x".repeat(LINE + 1)}\nb`;
    grow(code);
    answer();
    return { sent: asked[0].code, text: texts(shown[0]).join("\n") === code, colours: colours(shown[0]) };
  },
  async many() {
    const { asked, shown, answer, grow } = stage();
    const code = "some code\n".repeat(BLOCK / 5);
    grow(code);
    answer();
    return {
      sent: asked[0].code.length <= BLOCK,
      text: texts(shown[0]).join("\n") === code,
      last: colours(shown[0]).at(-2),
    };
  },
  async alike() {
    const { asked, shown, answer, grow } = stage();
    grow("busy");
    grow("ab\nc");
    grow("ab\ncd\ne");
    answer();
    await wait(PAUSE + 50);
    answer();
    const again = grow("ab\ncd\ne");
    return { asked: asked.map((job) => job.code), shown: shown.map(texts), again: colours(again) };
  },
  async failing() {
    const { asked, workers, shown, answer, grow } = stage();
    grow("bad");
    grow("good");
    workers[0].onerror();
    answer();
    const more = grow("bad\nand more");
    return {
      ended: workers[0].ended,
      workers: workers.length,
      shown: shown.map(texts),
      colours: shown.map(colours),
      asked: asked.length,
      more: texts(more),
    };
  },
  async none() {
    const { highlight } = createColouring(() => {
      throw new ReferenceError("Worker is not defined");
    });
    const shown = [];
    const now = highlight({ language: "js", code: "a\nb" }, (result) => shown.push(result));
    return { now: texts(now), shown: shown.map(texts) };
  },
};

console.log(JSON.stringify(await tests[process.argv[3]]()));
process.exit();
