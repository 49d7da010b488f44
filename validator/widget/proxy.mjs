/**
 * Sends the requests of a check to our proxy.
 */

/** @import { ProxyRequest } from "./messages.d.ts" */

/** The longest response that is read, in bytes: our proxy's are far shorter. */
const BODY_LIMIT = 100_000;

/**
 * Sends a request, and returns the response as the core reads it.
 *
 * @param {ProxyRequest} request
 * @param {string} api - the address of our proxy's API, with a slash at the end
 */
export async function send({ method, path, body, time_limit_ms }, api) {
  const sent_ms = Date.now();
  /** @type {{ status: number | null, body: string }} */
  let received = { status: null, body: "" };
  /** @type {string | null} */
  let request_id = null;
  try {
    const response = await fetch(new URL(path, api), {
      method,
      ...(body === "" ? {} : { headers: { "Content-Type": "application/json" }, body }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(time_limit_ms),
    });
    request_id = response.headers.get("X-Request-Id");
    received = { status: response.status, body: await readBody(response) };
  } catch {
    // The core has a finding for a request without a response.
  }
  const online = received.status !== null || navigator.onLine;
  return { ...received, request_id, online, sent_ms, received_ms: Date.now() };
}

/**
 * Returns the body of a response as text, or nothing if it is too long.
 *
 * @param {Response} response
 */
async function readBody(response) {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  let size = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.byteLength;
    if (size > BODY_LIMIT) {
      await reader.cancel();
      return "";
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
