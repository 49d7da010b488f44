/**
 * Starts Python in this worker, from the image or from compiled modules.
 *
 * The image is Pyodide's module with the memory of a Python that has already imported the core.
 * `publish/runtime/README.md` describes how it is made.
 */

import { fetchModule, MODULE } from "./download.mjs";

/** @import { Runtime, StartMethod } from "./messages.d.ts" */

const SCRIPTS = ["pyodide.mjs", "pyodide.asm.js"];
/** The index, in words of four bytes, of the memory's offset in a snapshot's head. */
const OFFSET_WORD = 1;

/**
 * @param {Runtime} runtime
 * @param {StartMethod} method
 * @param {(received: number, total: number) => void} report - called after each piece that arrives
 * @param {() => void} fail - called if the runtime cannot be loaded or run
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
  // Everything is requested at once; Pyodide's own import then finds the second script loaded.
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
    // Pyodide itself only writes a failure to the console, and then waits forever.
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
      ? // Everything that is imported is already in the memory.
        { stdLibURL: base + image.library, _loadSnapshot: snapshotOf(image) }
      : { packages: [runtime.package] }),
  });
}

/**
 * Returns a snapshot without its memory, which is in the module: only a head, which says that the
 * memory begins at its end. It is as long as the memory because Pyodide allocates that much.
 *
 * @param {Runtime["image"]} image
 */
function snapshotOf({ memory, head }) {
  const snapshot = new Uint8Array(memory);
  snapshot.set(Uint8Array.from(atob(head), (character) => character.charCodeAt(0)));
  new Uint32Array(snapshot.buffer)[OFFSET_WORD] = memory;
  return snapshot;
}
