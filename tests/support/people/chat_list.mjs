// Plays the page's list of chats: a line of JSON with what to do comes in, what is shown goes out.

import { createInterface } from "node:readline";
import "../page_scripts.mjs";

const chats = await import(process.argv[2]);

const kind = process.argv[3];

// What a handler with a fault would make of an event.
const spoilBatch = (batch) => {
  for (const event of batch.events) {
    if (event.type !== kind) continue;
    if (event.line) event.line = { ...event.line, title: "?", running: "?", seen_at: 1 };
    if (event.project) event.project = { ...event.project, name: "?" };
    if (event.chat_id) event.chat_id = "?";
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const calls = JSON.parse(line);
  let asked = false;
  const heard = [];
  for (const [name, ...args] of calls) {
    if (name === "applyNews") args[0].forEach(spoilBatch);
    if (name === "applyNews")
      chats.applyNews(
        ...args,
        () => (asked = true),
        (event) => heard.push(event),
      );
    else chats[name](...args);
  }
  const list = chats.readChats();
  console.log(JSON.stringify({ asked, heard, cursor: chats.readCursor(), list }));
}
