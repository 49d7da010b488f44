// Lighthouse's performance of pages as a host would send them, compressed with Brotli:
//   node tests/bench/page.mjs CHROMIUM ORIGIN PATH...
// ORIGIN is a server without compression. One JSON line per page, as tests/audit/lighthouse.mjs.
import { createServer } from "node:http";
import { argv } from "node:process";
import { brotliCompressSync } from "node:zlib";

import { audit } from "../audit/lighthouse.mjs";

const [chromePath, origin, ...paths] = argv.slice(2);
if (chromePath === undefined || origin === undefined || paths.length === 0) {
  throw new Error("usage: page.mjs CHROMIUM ORIGIN PATH...");
}

const COMPRESSED = /^(text\/|application\/(json|wasm|xml)|image\/svg)/;
/** @type {Map<string, {status: number, headers: Record<string, string>, body: Buffer}>} */
const kept = new Map();

/** @param {string} path */
async function answer(path) {
  const found = kept.get(path);
  if (found !== undefined) return found;
  const response = await fetch(new URL(path, origin), { redirect: "manual" });
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
  kept.set(path, made);
  return made;
}

const server = createServer((request, response) => {
  answer(request.url ?? "/").then(
    ({ status, headers, body }) => response.writeHead(status, headers).end(body),
    () => response.writeHead(502).end(),
  );
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const address = server.address();
if (address === null || typeof address === "string") throw new Error("no port");
const urls = paths.map((path) => `http://127.0.0.1:${address.port}${path}`);
// The first visit compresses, and is thrown away.
for await (const _ of audit(chromePath, ["performance"], urls.slice(0, 1)));
for await (const found of audit(chromePath, ["performance"], urls)) {
  console.log(JSON.stringify(found));
}
server.closeAllConnections();
server.close();
