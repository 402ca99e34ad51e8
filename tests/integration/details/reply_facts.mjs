// Says what the page shows of a reply's details: an answer of the server comes in, its rows go out.

import { text } from "node:stream/consumers";
import "../../support/page_scripts.mjs";

const assets = process.argv[2];
const { rows } = await import(`${assets}replies/reply-facts.js`);
const parts = rows(JSON.parse(await text(process.stdin)));
console.log(JSON.stringify(Object.assign({}, ...parts.map(([, facts]) => Object.fromEntries(facts)))));
