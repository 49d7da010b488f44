// Prints, as JSON, the checker's scripts as pages load them, by name:
//   node bundle.mjs WIDGET SCRIPT...
// Each has all that it imports in it, but what is itself one of the scripts. They lose comments and
// indentation, no name: who wants to can read them in the browser.
import { basename, join } from "node:path";

import { build } from "esbuild";

const [widget = "", ...scripts] = process.argv.slice(2);

/** @type {import("esbuild").Plugin} */
const apart = {
  name: "scripts of their own stay apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ kind, path }) =>
      kind !== "entry-point" && scripts.includes(basename(path))
        ? { path, external: true }
        : undefined,
    );
  },
};

const { outputFiles } = await build({
  absWorkingDir: widget,
  bundle: true,
  charset: "utf8",
  entryPoints: scripts.map((name) => join(widget, name)),
  format: "esm",
  minifyWhitespace: true,
  outdir: widget,
  outExtension: { ".js": ".mjs" },
  plugins: [apart],
  write: false,
});
const texts = outputFiles.map(({ path, text }) => [basename(path), text]);
process.stdout.write(JSON.stringify(Object.fromEntries(texts)));
