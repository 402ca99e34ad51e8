// Lets Node find the scripts of the page by the names under which they import each other.

import { registerHooks } from "node:module";

const PUBLIC = "$/public/";
const ASSETS = new URL("../../assets/", import.meta.url).href;

registerHooks({
  resolve: (name, context, next) =>
    next(name.startsWith(PUBLIC) ? ASSETS + name.slice(PUBLIC.length) : name, context),
});
