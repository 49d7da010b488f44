/**
 * Keeps the download small where the host does not compress it.
 *
 * Which types a host compresses is its own affair: of Netlify, people report Brotli for text and
 * JSON, and `application/octet-stream` as it is; of WebAssembly its documentation says nothing.
 */

/** @import { Runtime } from "./messages.d.ts" */

/** @typedef {(input: RequestInfo | URL, init?: RequestInit) => Promise<Response>} Fetch */

/**
 * Returns a fetch that takes the image's packed copy where the image itself comes uncompressed.
 *
 * @param {Fetch} fetch
 * @param {Runtime} runtime
 * @returns {Fetch}
 */
export function fetchPacked(fetch, { base, image }) {
  return async (input, init) => {
    const response = await fetch(input, init);
    const isWanted = response.url === base + image.file && response.ok;
    if (!isWanted || response.headers.has("Content-Encoding")) {
      return response;
    }
    await response.body?.cancel();
    const packed = await fetch(base + image.packed, init).catch(() => undefined);
    if (!packed?.ok || packed.body === null) {
      return fetch(input, init);
    }
    const unpacked = packed.body.pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked, { headers: { "Content-Type": "application/wasm" } });
  };
}
