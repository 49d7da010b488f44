// Runs tests/core, the same files as CPython, with pytest inside Pyodide:
//   node tests/pyodide/run.mjs CHECKOUT SITE_PACKAGES [pytest's options]
// Its exit code is pytest's. It downloads nothing and writes no file.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { loadPyodide } from "pyodide";

const [checkout, sitePackages, ...options] = process.argv.slice(2);
if (checkout === undefined || sitePackages === undefined) {
  throw new Error("usage: run.mjs CHECKOUT SITE_PACKAGES [pytest's options]");
}

const pyodide = await loadPyodide({
  env: {
    HOME: "/checkout",
    HYPOTHESIS_PROFILE: "pyodide",
    // The environment's other plugins don't run in Pyodide.
    HYPOTHESIS_NO_PLUGINS: "1",
    PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1",
    // pytest_timeout only makes the setting in pyproject.toml valid.
    PYTEST_PLUGINS: "_hypothesis_pytestplugin,pytest_timeout",
    PYTHONDONTWRITEBYTECODE: "1",
  },
});

/**
 * @param {string} source a directory of this machine
 * @param {string} target where Python finds it
 */
function mount(source, target) {
  pyodide.FS.mkdirTree(target);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: source }, target);
}

for (const directory of ["tests", "validator"]) {
  mount(join(checkout, directory), `/checkout/${directory}`);
}
mount(sitePackages, "/site-packages");
pyodide.FS.writeFile("/checkout/pyproject.toml", readFileSync(join(checkout, "pyproject.toml")));
pyodide.FS.chdir("/checkout");

/** @type {(options: string[]) => number} */
const run = pyodide.runPython(`
def run(options):
    import sys

    # Last, so that it shadows none of Pyodide's modules.
    sys.path.append("/site-packages")
    import pytest

    return int(pytest.main(list(options)))

run
`);
try {
  // Without tests/conftest.py, which starts servers. Pyodide has no timer.
  const fixed = ["--confcutdir=tests/core", "-p", "no:cacheprovider", "--timeout=0", "tests/core"];
  process.exitCode = run([...options, ...fixed]);
} catch (error) {
  // Only the message: Node would print megabytes of the runtime's minified source.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
