// Prints, as JSON, the checker's scripts as pages load them, by name:
//   node bundle.mjs WIDGET SCRIPT...
// Each has all that it imports in it. They lose comments and indentation, and keep their names: who
// wants to can read them in the browser.
import { basename, join } from "node:path";

import { buildSync } from "esbuild";

const [widget = "", ...scripts] = process.argv.slice(2);
const { outputFiles } = buildSync({
  absWorkingDir: widget,
  bundle: true,
  charset: "utf8",
  entryPoints: scripts.map((name) => join(widget, name)),
  format: "esm",
  minifyWhitespace: true,
  outdir: widget,
  outExtension: { ".js": ".mjs" },
  // Ours is for the type checker, and must not decide what is shipped.
  tsconfigRaw: "{}",
  write: false,
});
const texts = outputFiles.map(({ path, text }) => [basename(path), text]);
process.stdout.write(JSON.stringify(Object.fromEntries(texts)));
