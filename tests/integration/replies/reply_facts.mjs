// Says what the page shows of a reply's details: an answer of the server comes in, its rows go out.

import { registerHooks } from "node:module";
import { text } from "node:stream/consumers";

const assets = process.argv[2];
const PUBLIC = "$/public/";

registerHooks({
  resolve: (name, context, next) =>
    name.startsWith(PUBLIC) ? next(assets + name.slice(PUBLIC.length), context) : next(name, context),
});

const { rows } = await import(`${assets}replies/reply-facts.js`);
const parts = rows(JSON.parse(await text(process.stdin)));
console.log(JSON.stringify(Object.assign({}, ...parts.map(([, facts]) => Object.fromEntries(facts)))));
