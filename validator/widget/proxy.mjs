/**
 * Sends the requests of a check to our proxy.
 */

/** @import { ProxyRequest } from "./messages.d.ts" */

/** The longest response that is read, in bytes: far longer than any of our proxy's. */
const BODY_LIMIT = 100_000;

/**
 * Sends a request, and returns what the core needs of the response.
 *
 * @param {ProxyRequest} request
 * @param {string} api - the address of our proxy's API, with a slash at the end
 */
export async function send({ method, path, body, time_limit_ms }, api) {
  const sent_ms = Date.now();
  const received = { status: /** @type {number | null} */ (null), body: "" };
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
    received.body = await readBody(response);
    received.status = response.status;
  } catch {
    // Without a status the core says what that means.
  }
  const online = received.status !== null || navigator.onLine;
  return { ...received, request_id, online, sent_ms, received_ms: Date.now() };
}

/**
 * Reads the body of a response as text, or nothing of one that is longer than it may be.
 *
 * @param {Response} response
 */
async function readBody(response) {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  for (let left = BODY_LIMIT; reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    left -= value.byteLength;
    if (left < 0) {
      await reader.cancel();
      return "";
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
