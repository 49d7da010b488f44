/**
 * Starts Python in this worker, from the image or from compiled modules.
 *
 * The image is Pyodide's own module, only that its data is the memory of a Python which has
 * imported the core already. `publish/runtime/README.md` tells how it is made.
 */

import { fetchModule, MODULE } from "./download.mjs";

/** @import { Runtime, StartMethod } from "./messages.d.ts" */

const SCRIPTS = ["pyodide.mjs", "pyodide.asm.js"];
/** Where a snapshot's head tells, in words of four bytes, at which byte the memory begins. */
const OFFSET_WORD = 1;

/**
 * @param {Runtime} runtime
 * @param {StartMethod} method
 * @param {(received: number, total: number) => void} report - called after each piece that arrives
 * @param {() => void} fail - called when the runtime cannot be had or does not run
 * @returns {Promise<import("pyodide").PyodideAPI>}
 */
export async function startPython(runtime, method, report, fail) {
  const { base, files, image } = runtime;
  const isImage = method === "image";
  const loaded = [...SCRIPTS, isImage ? image.file : MODULE];
  const total = loaded.reduce((sum, name) => sum + (files[name] ?? 0), 0);
  let received = 0;
  /** @param {number} bytes */
  const count = (bytes) => {
    received += bytes;
    report(received, total);
  };
  // All is asked for at once; Pyodide's own import finds the second script there.
  const compiled = WebAssembly.compileStreaming(fetchModule(runtime, method, count));
  compiled.catch(fail);
  const [{ loadPyodide }] = await Promise.all(
    SCRIPTS.map(async (name) => {
      const script = await import(base + name);
      count(files[name] ?? 0);
      return script;
    }),
  );
  return loadPyodide({
    indexURL: base,
    packageBaseUrl: base,
    lockFileContents: runtime.lock,
    stdout: () => {},
    stderr: () => {},
    // Pyodide itself only writes a failure to the console, and then waits for ever.
    _instantiate: async (/** @type {WebAssembly.Imports} */ imports) => {
      try {
        const module = await compiled;
        return { module, instance: await WebAssembly.instantiate(module, imports) };
      } catch (error) {
        fail();
        throw error;
      }
    },
    ...(isImage
      ? // Nothing is imported any more that is not in the memory.
        { stdLibURL: base + image.library, _loadSnapshot: snapshotOf(image) }
      : { packages: [runtime.package] }),
  });
}

/**
 * Returns Pyodide's snapshot without its memory, which the module brings: a head that says that
 * nothing comes after it, as long as the memory is, since by that Pyodide makes its memory.
 *
 * @param {Runtime["image"]} image
 */
function snapshotOf({ memory, head }) {
  const snapshot = new Uint8Array(memory);
  snapshot.set(Uint8Array.from(atob(head), (character) => character.charCodeAt(0)));
  new Uint32Array(snapshot.buffer)[OFFSET_WORD] = memory;
  return snapshot;
}
