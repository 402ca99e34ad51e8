// What the page asks of the server outside of State: whatever must never pass through it.
//
// `ask` answers { ok: true, … } or { ok: false, sentence, kind, status }; it never throws.

import { SHELL } from "$/public/words/shell.js";
import { getBackendURL } from "$/utils/state";

const UNREACHABLE = {
  sentence: SHELL.unreachable,
  kind: "Unreachable",
  status: 0,
};

// The address of a path of the API.
export const apiUrl = (path) => new URL(`/api/${path}`, getBackendURL()).href;

// Without a body it only asks; with one it asks for a change. A file may be sent as it is.
export const ask = async (path, body) => {
  try {
    const response = await fetch(apiUrl(path), request(body));
    const answer = await response.json();
    if (response.ok) return { ...answer, ok: true };
    if (response.status === 401) window.dispatchEvent(new Event("spacerr:signed-out"));
    const { sentence = UNREACHABLE.sentence, kind = UNREACHABLE.kind } = answer;
    return { ok: false, sentence, kind, status: response.status };
  } catch {
    return { ok: false, ...UNREACHABLE };
  }
};

// Save what a path answers as a file.
export const download = (path) => {
  const link = document.createElement("a");
  link.href = apiUrl(path);
  link.download = "";
  link.click();
};

const request = (body) => ({
  credentials: "include",
  cache: "no-store",
  ...(body !== undefined && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: body instanceof Blob ? body : JSON.stringify(body),
  }),
});
