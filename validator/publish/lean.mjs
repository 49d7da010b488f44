// Makes what the pages of a built site load smaller, in place: node lean.mjs SITE
// Our own style sheets and the scripts of all pages lose comments and indentation, no name. Material's style sheets
// lose what can apply to no page: PurgeCSS keeps a rule whose names are words of any page or script.
// Material's bundle is marked for the engine.
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

import { transformSync } from "esbuild";
import { PurgeCSS } from "purgecss";

const [site = ""] = process.argv.slice(2);
const OURS = /^(assets\/[\w-]+\.(css|js|mjs)|checker\/\w+\/[\w-]+\.css)$/;
const BUNDLE = /^assets\/javascripts\/bundle\.\w+\.min\.js$/;
const MATERIALS = /^assets\/stylesheets\/[^/]+\.css$/;
/** What speaks of elements and classes: the pages, and the scripts that make and mark elements. */
const SPEAKING = /(\.html|^assets\/(javascripts\/(workers\/)?)?[^/]+\.m?js|^checker\/\w+\/[^/]+\.mjs)$/;

/** Stops every transition while the colors change, at each start of a page too: the browser would
 * work out the style of the whole page two times more, for a fade that does no harm. */
const SWITCHING = /data-md-color-switching/;

/** Lets V8 compile all functions in the background, where it would compile one after the other when
 * it is called, first roughly and then once more: half of the time that Material's start takes. */
const COMPILE = "//# allFunctionsCalledOnLoad\n";
/** A map that no longer fits, or that nobody has asked for. */
const MAP = /\/[/*]# sourceMappingURL=.*\s*$/;

/** @type {Map<string, string>} */
const texts = new Map();
for (const path of readdirSync(site, { recursive: true, encoding: "utf8" }).sort()) {
  if ([OURS, MATERIALS, SPEAKING].some((kind) => kind.test(path))) {
    texts.set(path, readFileSync(join(site, path), "utf8"));
  }
}

for (const [path, text] of texts) {
  if (!OURS.test(path)) continue;
  const { code } = transformSync(text, {
    charset: "utf8",
    loader: extname(path) === ".css" ? "css" : "js",
    minifyWhitespace: true,
  });
  texts.set(path, code);
  writeFileSync(join(site, path), code);
}

for (const [path, text] of texts) {
  if (BUNDLE.test(path)) writeWithoutMap(path, COMPILE + text);
}

const words = new Set();
for (const [path, text] of texts) {
  if (SPEAKING.test(path)) for (const word of text.match(/[\w-]+/g) ?? []) words.add(word);
}
for (const [path, text] of texts) {
  if (!MATERIALS.test(path)) continue;
  const others = [...texts].filter(([other]) => other !== path).map(([, other]) => other);
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: [...words].join(" "), extension: "txt" }],
    css: [{ raw: text }],
    blocklist: [SWITCHING],
    safelist: { variables: others.join("\n").match(/--[\w-]+/g) ?? [] },
    variables: true,
  });
  writeWithoutMap(path, purged?.css ?? text);
}

/**
 * @param {string} path
 * @param {string} text
 */
function writeWithoutMap(path, text) {
  writeFileSync(join(site, path), text.replace(MAP, ""));
  rmSync(join(site, `${path}.map`), { force: true });
}
