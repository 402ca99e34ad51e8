// @ts-check
// Written by `python -m spacerr.contract`: what page and server must agree on.

export const TERMINAL = ["complete", "failed", "interrupted", "stopped"];
export const INSTRUCTIONS_CHARS = 20000;
export const MESSAGE_CHARS = 100000;
export const REPLY_KEY_CHARS = 6;
export const TITLE_CHARS = 120;
