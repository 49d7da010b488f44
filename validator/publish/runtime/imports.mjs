// Prints, as JSON, the files of the standard library that the core and Pyodide itself import:
//   node imports.mjs PYODIDE RUNTIME
// RUNTIME is a folder with the core's wheel and a lock file that names only this wheel, which is
// loaded as the page loads it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { env, rehearse } from "./deterministic.mjs";

const [pyodideFolder = "", runtime = ""] = process.argv.slice(2);
const lockFileContents = JSON.parse(readFileSync(join(runtime, "pyodide-lock.json"), "utf8"));

/** @type {typeof import("pyodide")} */
const { loadPyodide } = await import(join(pyodideFolder, "pyodide.mjs"));
const pyodide = await loadPyodide({
  env,
  lockFileContents,
  packageBaseUrl: `${runtime}/`,
  packages: Object.keys(lockFileContents.packages),
  stdout: () => {},
});
rehearse(pyodide);
const found = pyodide.runPython(`
import json, sys
library = next(path for path in sys.path if path.endswith(".zip")) + "/"
files = {getattr(module, "__file__", None) or "" for module in tuple(sys.modules.values())}
json.dumps(sorted(file.removeprefix(library) for file in files if file.startswith(library)))
`);
process.stdout.write(`${found}\n`);
