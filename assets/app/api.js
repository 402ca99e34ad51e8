// @ts-check
// What the page asks of the server outside of State, because it must never pass through State.

import { SHELL } from "$/public/words/shell.js";
import { getBackendURL } from "$/utils/state";

/** `field` is what it is about; where `skippable`, only a test failed.
 * @typedef {{ ok: false, sentence: string, kind: string, field: string, skippable: boolean, status: number }} Refused */
/** @typedef {{ ok: true, [name: string]: any }} Answered */

const UNREACHABLE = {
  sentence: SHELL.unreachable,
  kind: "Unreachable",
  field: "",
  skippable: false,
  status: 0,
};

/**
 * The address of a path of the API.
 * @param {string} path
 */
export const apiUrl = (path) => new URL(`/api/${path}`, getBackendURL()).href;

/**
 * Ask the server; without a body for something to read, with one for a change. A file may be sent as it
 * is. Never throws.
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>} Answered or Refused
 */
export const ask = async (path, body) => {
  try {
    const response = await fetch(apiUrl(path), request(body));
    const answer = await response.json();
    if (response.ok) return { ...answer, ok: true };
    if (response.status === 401) window.dispatchEvent(new Event("spacerr:signed-out"));
    return { ...UNREACHABLE, ...answer, ok: false, status: response.status };
  } catch {
    return { ok: false, ...UNREACHABLE };
  }
};

/**
 * Ask for a file. Never throws.
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<string>} an address of it in this page, to be revoked, or ""
 */
export const askForFile = async (path, body) => {
  try {
    const response = await fetch(apiUrl(path), request(body));
    return response.ok ? URL.createObjectURL(await response.blob()) : "";
  } catch {
    return "";
  }
};

/**
 * Save what a path answers as a file.
 * @param {string} path
 */
export const download = (path) => {
  const link = document.createElement("a");
  link.href = apiUrl(path);
  link.download = "";
  link.click();
};

/** @param {unknown} body @returns {RequestInit} */
const request = (body) => ({
  credentials: "include",
  cache: "no-store",
  ...(body !== undefined && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: body instanceof Blob ? body : JSON.stringify(body),
  }),
});
