// Plays updates of running replies into the page's store: says each reply's text, thoughts and steps.

import { registerHooks } from "node:module";
import { text } from "node:stream/consumers";

const assets = process.argv[2];
const PUBLIC = "$/public/";

registerHooks({
  resolve: (name, context, next) =>
    name.startsWith(PUBLIC) ? next(assets + name.slice(PUBLIC.length), context) : next(name, context),
});

const store = await import(`${assets}chat/message-store.js`);

const play = ({ id, updates }, at) => {
  const message = { id, role: "assistant", status: "pending", label: "", text: "", thoughts: "", steps: [] };
  store.openThread({ chat_id: "c", version: `v${at}`, earlier: false, messages: [message] });
  const gaps = [];
  updates.forEach((update) => store.grow([update], () => gaps.push(update)));
  const shown = store.readMessage(id);
  const steps = (shown.steps ?? []).map(({ id, state, at: place }) => [id, state, place]);
  return { text: shown.text, thoughts: shown.thoughts, status: shown.status, steps, gaps };
};

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(play)));
