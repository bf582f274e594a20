// Our own style sheets: one file per thing, colours and directions checked.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import postcss from "postcss";

const FIRST = ["theme.css", "kern_fixes.css", "page.css"];
const LAST = ["forced_colors.css", "print.css"];
const PHYSICAL = /^(margin|padding|border|scroll-margin|scroll-padding)-(left|right)|^(left|right)$|-(top|bottom)-(left|right)-radius$/;

function inOrder(names) {
  const middle = names.filter((name) => !FIRST.includes(name) && !LAST.includes(name)).sort();
  return [...FIRST, ...middle, ...LAST].filter((name) => names.includes(name));
}

// `@dark { … }` holds the tokens of the dark theme once, for both ways to ask for it.
function writeDarkTwice(root) {
  root.walkAtRules("dark", (rule) => {
    const byDevice = postcss.atRule({ name: "media", params: "(prefers-color-scheme: dark)" });
    const system = postcss.rule({ selector: ":root:not([data-kern-theme=light])" });
    const chosen = postcss.rule({ selector: ":root[data-kern-theme=dark]" });
    rule.walkDecls((declaration) => {
      system.append(declaration.clone());
      chosen.append(declaration.clone());
    });
    byDevice.append(system);
    rule.replaceWith(byDevice, chosen);
  });
}

// A page in Arabic mirrors itself only if no rule names a side of the screen.
function refuseSides(root, name) {
  root.walkDecls((declaration) => {
    const side = PHYSICAL.test(declaration.prop) || /^(left|right)$/.test(declaration.value);
    if (side) throw declaration.error(`${name}: write "${declaration.prop}" with a logical property`);
  });
}

export function houseStyles(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".css"));
  return inOrder(names).map((name) => {
    const root = postcss.parse(readFileSync(join(folder, name), "utf8"), { from: join(folder, name) });
    refuseSides(root, name);
    writeDarkTwice(root);
    return root.toString();
  }).join("\n");
}
