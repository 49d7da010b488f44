/**
 * Starts Python in this worker, from the image or from compiled modules.
 *
 * The image is Pyodide's own module, only that its data is the memory of a Python which has
 * imported the core already. It is loaded in place of the published module.
 */

import { watchDownload } from "./download.mjs";
import { fetchPacked } from "./packed.mjs";

/** @import { Runtime, Way } from "./messages.d.ts" */

/** Pyodide's names for the files that it fetches by itself. */
const MODULE = "pyodide.asm.wasm";
const LIBRARY = "python_stdlib.zip";
const SCRIPTS = ["pyodide.mjs", "pyodide.asm.js"];
/** Where a snapshot's head tells, in words of four bytes, at which byte the memory begins. */
const OFFSET_WORD = 1;

/**
 * @param {Runtime} runtime
 * @param {Way} way
 * @param {(received: number, total: number) => void} report - told after each piece that arrives
 * @param {() => void} fail - told when the runtime cannot be had
 * @returns {Promise<import("pyodide").PyodideAPI>}
 */
export async function startPython(runtime, way, report, fail) {
  const { base, image } = runtime;
  const isImage = way === "image";
  const loaded = Object.keys(runtime.files).filter((name) =>
    isImage
      ? SCRIPTS.includes(name) || name === image.file
      : name !== image.file && !name.endsWith("-lock.json"),
  );
  if (isImage) {
    globalThis.fetch = fetchPacked(globalThis.fetch.bind(globalThis), runtime);
  }
  const arrived = watchDownload(runtime, loaded, report, fail);
  if (isImage) {
    replaceModule(base, image.file, fail);
  }
  // All is asked for at once; Pyodide's own import finds the second script there.
  const [{ loadPyodide }] = await Promise.all(
    SCRIPTS.map(async (name) => {
      const script = await import(base + name);
      arrived(name);
      return script;
    }),
  );
  return loadPyodide({
    indexURL: base,
    packageBaseUrl: base,
    lockFileContents: runtime.lock,
    packages: isImage ? [] : [runtime.package],
    stdout: () => {},
    stderr: () => {},
    ...(isImage ? { _loadSnapshot: snapshotOf(image) } : {}),
  });
}

/**
 * Lets Pyodide instantiate the image, compiled while it arrives, and find an empty library.
 *
 * @param {string} base
 * @param {string} file
 * @param {() => void} fail
 */
function replaceModule(base, file, fail) {
  const fetchWatched = globalThis.fetch;
  const compiled = WebAssembly.compileStreaming(fetchWatched(base + file));
  compiled.catch(fail);
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    // Nothing is imported any more that is not in the memory.
    return url === base + MODULE || url === base + LIBRARY
      ? new Response()
      : fetchWatched(input, init);
  };
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    try {
      const module = await compiled;
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    } catch (error) {
      fail();
      throw error;
    }
  };
}

/**
 * Returns Pyodide's snapshot without its memory, which the module brings: a head that says that
 * nothing comes behind it, as long as the memory is, since by that Pyodide makes its memory.
 *
 * @param {Runtime["image"]} image
 */
function snapshotOf({ memory, head }) {
  const snapshot = new Uint8Array(memory);
  snapshot.set(Uint8Array.from(atob(head), (character) => character.charCodeAt(0)));
  new Uint32Array(snapshot.buffer)[OFFSET_WORD] = memory;
  return snapshot;
}
