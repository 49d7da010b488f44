// Writes the memory of a Python that has imported the core and is ready for the first check:
//   node snapshot.mjs PYODIDE RUNTIME MEMORY
// RUNTIME is the folder with the compiled standard library and wheel. MEMORY is the file to write;
// the rest of Pyodide's snapshot (its first bytes, before the memory) is printed in Base64.
//
// State of this run that is in the memory, and why it is harmless:
// - the seed of Python's hashes (fixed in deterministic.mjs): knowing it allows colliding keys that
//   slow a dict down, but a user's own input only slows the user's own browser;
// - the state of the module `random`, which Pyodide imports and the core does not: nothing
//   that must be unpredictable is drawn from it, and `os.urandom` asks the browser each time;
// - the environment variables of deterministic.mjs, and no others; no path, time or name of the
//   machine that builds.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { env, rehearse } from "./deterministic.mjs";

const [pyodideFolder = "", runtime = "", memory = ""] = process.argv.slice(2);
const lockFileContents = JSON.parse(readFileSync(join(runtime, "pyodide-lock.json"), "utf8"));
const [wheel] = /** @type {{file_name: string}[]} */ (Object.values(lockFileContents.packages));

/** @type {typeof import("pyodide")} */
const { loadPyodide } = await import(join(pyodideFolder, "pyodide.mjs"));
/** @type {Parameters<typeof loadPyodide>[0] & {_makeSnapshot: boolean}} */
const options = {
  _makeSnapshot: true,
  env,
  lockFileContents,
  stdLibURL: join(runtime, "python_stdlib.zip"),
};
const pyodide = await loadPyodide(options);
// Not with loadPackage(), whose objects cannot be part of a snapshot.
pyodide.FS.writeFile("/lib/core.whl", readFileSync(join(runtime, wheel?.file_name ?? "")));
pyodide.runPython("import sys; sys.path.append('/lib/core.whl')");
rehearse(pyodide);
pyodide.runPython(`
def forget():
    import gc, linecache, re, sys, zipimport

    linecache.clearcache()
    re.purge()
    sys.path.remove("/lib/core.whl")
    sys.path_importer_cache.clear()
    zipimport._zip_directory_cache.clear()
    sys._clear_internal_caches()
    # What the interpreter has noted inside of code that ran packs badly (27 KB with Brotli).
    for found in gc.get_objects():
        if type(found).__name__ == "function":
            found.__code__ = found.__code__.replace()
    while gc.collect():
        pass

forget()
del forget, sys
`);

/**
 * The parts of Emscripten's module that are used here.
 *
 * @type {{
 *   HEAPU8: Uint8Array<ArrayBuffer>,
 *   _PyObject_Malloc: (bytes: number) => number,
 *   _PyObject_Free: (address: number) => void,
 *   _PyMem_RawMalloc: (bytes: number) => number,
 *   _PyMem_RawFree: (address: number) => void,
 *   _sbrk: (bytes: number) => number,
 *   _emscripten_stack_get_current: () => number,
 *   _emscripten_stack_get_end: () => number,
 * }}
 */
const machine = /** @type {any} */ (pyodide)._module;

/** Python's allocator has a size class for every 16 bytes up to 512. */
const CLASS = 16;
const LARGEST_CLASS = 512;
/** More than is ever free in one size class. */
const PLENTY = 1 << 21;
/** More than any free block but the last; smaller blocks fill what is not a power of two. */
const LARGEST_PIECE = 1 << 20;
const SMALLEST_PIECE = 8;

/** Zeroes all free memory: allocates it, clears it and frees it again. */
function zeroFreeMemory() {
  for (let bytes = LARGEST_CLASS; bytes >= CLASS; bytes -= CLASS) {
    const held = Array.from({ length: PLENTY / bytes }, () => machine._PyObject_Malloc(bytes));
    held.forEach((address) => machine.HEAPU8.fill(0, address, address + bytes));
    held.reverse().forEach(machine._PyObject_Free);
  }
  const held = [];
  for (let bytes = LARGEST_PIECE; bytes >= SMALLEST_PIECE; bytes /= 2) {
    for (let isNew = false; !isNew; ) {
      const end = machine._sbrk(0);
      const address = machine._PyMem_RawMalloc(bytes);
      isNew = machine._sbrk(0) !== end;
      machine.HEAPU8.fill(0, address, address + bytes);
      held.push(address);
    }
  }
  held.forEach(machine._PyMem_RawFree);
  machine.HEAPU8.fill(
    0,
    machine._emscripten_stack_get_end(),
    machine._emscripten_stack_get_current(),
  );
}

zeroFreeMemory();
/** @type {Uint8Array<ArrayBuffer>} */
const snapshot = /** @type {any} */ (pyodide).makeMemorySnapshot();
/** Its second word is the offset of the memory. */
const offset = new Uint32Array(snapshot.buffer, 0, 2)[1] ?? 0;
writeFileSync(memory, snapshot.subarray(offset));
process.stdout.write(`${Buffer.from(snapshot.subarray(0, offset)).toString("base64")}\n`);
