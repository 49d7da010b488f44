// Measures Lighthouse's performance of pages that are compressed with Brotli:
//   node tests/bench/page.mjs CHROMIUM URL...
// The URLs are of servers without compression. It prints a JSON line per URL, like
// tests/audit/lighthouse.mjs.
import { createServer } from "node:http";
import { argv } from "node:process";
import { brotliCompressSync } from "node:zlib";

import { audit } from "../audit/lighthouse.mjs";

const [chromePath = "", ...plainUrls] = argv.slice(2);

const COMPRESSED = /^(text\/|application\/(json|wasm|xml)|image\/svg)/;
/** @type {Map<string, {status: number, headers: Record<string, string>, body: Buffer}>} */
const kept = new Map();

/** @param {string} url */
async function answer(url) {
  const found = kept.get(url);
  if (found !== undefined) return found;
  const response = await fetch(url, { redirect: "manual" });
  const plain = Buffer.from(await response.arrayBuffer());
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of ["cache-control", "content-type", "location"]) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const isCompressed = COMPRESSED.test(headers["content-type"] ?? "");
  if (isCompressed) headers["content-encoding"] = "br";
  const body = isCompressed ? brotliCompressSync(plain) : plain;
  const made = { status: response.status, headers, body };
  kept.set(url, made);
  return made;
}

/**
 * Starts a server that compresses another server's responses.
 * @param {string} origin
 * @returns {Promise<{server: import("node:http").Server, origin: string}>}
 */
async function relay(origin) {
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? "/", origin).href).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.writeHead(502).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, origin: `http://127.0.0.1:${address.port}` };
}

const origins = [...new Set(plainUrls.map((url) => new URL(url).origin))];
const relays = new Map();
for (const origin of origins) relays.set(origin, await relay(origin));
const urls = plainUrls.map((url) => relays.get(new URL(url).origin).origin + new URL(url).pathname);
// The first visits fill the cache of compressed files, and are not counted.
for await (const _ of audit(chromePath, ["performance"], [...new Set(urls)]));
for await (const found of audit(chromePath, ["performance"], urls)) {
  console.log(JSON.stringify(found));
}
for (const { server } of relays.values()) {
  server.closeAllConnections();
  server.close();
}
