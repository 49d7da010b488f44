/**
 * Fetches Pyodide's module, and counts its bytes as they arrive, for an honest progress bar.
 *
 * The image has a packed copy, because a host may not compress WebAssembly (Netlify's documentation
 * does not mention it), and an office's filter may block `*.wasm` or replace it with a page.
 */

/** @import { Runtime, StartMethod } from "./messages.d.ts" */

/** Pyodide's own name for its module. */
export const MODULE = "pyodide.asm.wasm";
const TYPE = "application/wasm";

/**
 * @param {Runtime} runtime
 * @param {StartMethod} method
 * @param {(bytes: number) => void} count - called with the bytes of each piece that arrives
 */
export async function fetchModule({ base, image }, method, count) {
  const response = await (method === "image" ? fetchImage(base, image) : fetch(base + MODULE));
  if (!response.ok || response.body === null) {
    throw new Error("no module");
  }
  /** @type {TransformStream<Uint8Array, Uint8Array>} */
  const counter = new TransformStream({
    transform(piece, controller) {
      count(piece.byteLength);
      controller.enqueue(piece);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: { "Content-Type": TYPE } });
}

/**
 * Returns the image, or its packed copy if the image is blocked, of another type or uncompressed.
 *
 * @param {string} base
 * @param {Runtime["image"]} image
 */
async function fetchImage(base, image) {
  const response = await fetch(base + image.file).catch(() => undefined);
  const isImage = response?.ok && response.headers.get("Content-Type") === TYPE;
  if (response && isImage && response.headers.has("Content-Encoding")) {
    return response;
  }
  await response?.body?.cancel();
  const packed = await fetch(base + image.packed).catch(() => undefined);
  if (!packed?.ok || packed.body === null) {
    return fetch(base + image.file);
  }
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip")));
}
