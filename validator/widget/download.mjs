/**
 * Watches the runtime as it arrives: its bytes, for a progress bar that tells the truth,
 * and its failures, which Pyodide itself only writes to the console before it waits for ever.
 */

/** @import { Runtime } from "./messages.d.ts" */

/**
 * Watches every fetch of a runtime file in this worker; Pyodide fetches by itself.
 *
 * @param {Runtime} runtime
 * @param {string[]} names - the files that will be loaded
 * @param {(received: number, total: number) => void} report - told after each piece
 * @param {() => void} fail - told when the runtime cannot be had
 * @returns {(name: string) => void} to be called for a file that arrived by other means
 */
export function watchDownload(runtime, names, report, fail) {
  const { base, files } = runtime;
  const total = names.reduce((sum, name) => sum + (files[name] ?? 0), 0);
  const nativeFetch = globalThis.fetch.bind(globalThis);
  const nativeInstantiate = WebAssembly.instantiateStreaming;
  let received = 0;
  /** @param {number} bytes */
  const add = (bytes) => {
    received += bytes;
    report(received, total);
  };
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(base)) {
      return nativeFetch(input, init);
    }
    const response = await nativeFetch(input, init).catch((error) => {
      fail();
      throw error;
    });
    if (!response.ok || response.body === null) {
      fail();
      return response;
    }
    /** @type {TransformStream<Uint8Array, Uint8Array>} */
    const counter = new TransformStream({
      transform(piece, controller) {
        add(piece.byteLength);
        controller.enqueue(piece);
      },
    });
    const { headers, status, statusText } = response;
    return new Response(response.body.pipeThrough(counter), { headers, status, statusText });
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      return await nativeInstantiate(source, imports);
    } catch (error) {
      fail();
      throw error;
    }
  };
  return (name) => add(files[name] ?? 0);
}
