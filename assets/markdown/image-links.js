// Pictures that replies name are not fetched: each would tell its server who reads, and when. A link
// in their place says where they are.

import { CHAT } from "$/public/words/chat.js";

const hostOf = (address) => {
  try {
    const { protocol, host } = new URL(address);
    return /^https?:$/.test(protocol) ? host : "";
  } catch {
    return "";
  }
};

const turned = (node, host, linked) => {
  const { src, alt } = node.properties;
  const said = { type: "text", value: CHAT.message.picture(host, alt) };
  // No link within a link.
  if (linked) return Object.assign(node, { tagName: "span", properties: {}, children: [said] });
  return Object.assign(node, { tagName: "a", properties: { href: src }, children: [said] });
};

// For the tree of a reply, before its addresses are looked at.
export const picturesAsLinks = () => (tree) => {
  const visit = (node, linked) => {
    const host = node.tagName === "img" && hostOf(node.properties?.src);
    if (host) turned(node, host, linked);
    else node.children?.forEach((child) => visit(child, linked || node.tagName === "a"));
  };
  visit(tree, false);
};
