// The KERN design system, cut to the parts that our pages use and made to read
// in both directions: KERN itself has no right-to-left rules and is 340 kB.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import postcss from "postcss";
import rtlcss from "postcss-rtlcss";

const require = createRequire(import.meta.url);

const PARTS = new Set([
  "alert", "body", "btn", "btn-wrapper", "error", "fieldset", "form-check", "form-input", "hint", "icon",
  "input-group", "input-group-text", "label", "link", "progress", "sr-only", "title",
]);

function partsOf(selector) {
  return [...selector.matchAll(/\.kern-([a-z0-9-]+?)(?=__|--|[^a-z0-9-]|$)/g)].map(([, part]) => part);
}

// Levels and themes only carry tokens; every other selector must name kept parts alone.
function isKept(selector) {
  return partsOf(selector).every((part) => PARTS.has(part) || /^(layer|level|light|dark)/.test(part));
}

function keepParts(root) {
  root.walkAtRules("font-face", (rule) => rule.remove());
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name.endsWith("keyframes")) return;
    const kept = rule.selectors.filter(isKept);
    if (kept.length === 0) rule.remove();
    else rule.selectors = kept;
  });
  root.walkAtRules((rule) => {
    if (rule.nodes && rule.nodes.length === 0) rule.remove();
  });
}

// A token that nobody reads only costs bytes. Removing one can orphan the next.
// `keep` names those that our own sheets read.
function dropUnreadTokens(root, keep) {
  for (let removed = 1; removed > 0; ) {
    removed = 0;
    const text = root.toString();
    root.walkDecls(/^--kern-/, (declaration) => {
      if (keep.has(declaration.prop) || text.includes(`var(${declaration.prop}`)) return;
      declaration.remove();
      removed += 1;
    });
  }
}

export async function kernStyles(houseStyles) {
  const file = require.resolve("@kern-ux/native/dist/kern.css");
  const root = postcss.parse(readFileSync(file, "utf8"), { from: file });
  root.walkComments((comment) => comment.remove());
  root.walkAtRules("charset", (rule) => rule.remove());
  keepParts(root);
  dropUnreadTokens(root, new Set(houseStyles.match(/--kern-[a-z0-9-]+/g)));
  const { css } = await postcss([rtlcss({ mode: "combined" })]).process(root, { from: file });
  return `/*! KERN Design-System, EUPL-1.2, Land Schleswig-Holstein and Freie und Hansestadt Hamburg */\n${css}`;
}
