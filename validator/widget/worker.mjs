/**
 * The worker: starts Python, asks it, and does the fetching that Python does not do.
 *
 * No rule stands here: what to ask, to send and to conclude is the core's business.
 */

import { readAtMost } from "./body.mjs";
import { startPython } from "./start.mjs";
import { warmUp } from "./warm.mjs";

/** @import { Entered, FieldName, Request as Message, Response as Reply, Runtime, Values, Verdict, Way } from "./messages.d.ts" */

/**
 * What came back of a call to our proxy; `status` is null where nothing did.
 *
 * @typedef {object} ProxyResponse
 * @property {number | null} status
 * @property {string} body
 * @property {boolean} online
 * @property {string | null} requestId
 */

/**
 * A call to our proxy as it was made, for the core to describe.
 *
 * @typedef {object} ProxyCall
 * @property {string} method
 * @property {string} host
 * @property {string} path
 * @property {string} body
 * @property {number | null} status
 * @property {string} answer - what came back
 */

/** How long our proxy may take, in milliseconds: more than its own time limit for OKX. */
const PROXY_TIMEOUT = 15_000;
/** How long what it answers may be, in bytes: far more than any of its answers. */
const BODY_LIMIT = 100_000;

/** @typedef {"inspect" | "cleaned" | "prepare" | "judge" | "rehearse" | "sent" | "report"} Name */
/** @typedef {Record<Name, Call>} Bridge */
/** @typedef {(text: string) => string} Call */

/** @type {Bridge | undefined} */
let bridge;
/** Address of the proxy's API, with a slash at the end. */
let api = "";
/** Whether Python was asked for anything yet. */
let wasAsked = false;

/** @param {Reply} reply */
function post(reply) {
  globalThis.postMessage(reply);
}

/**
 * Calls one function of the core's bridge: JSON text in, JSON text out.
 *
 * @param {Name} name
 * @param {object} argument
 */
function call(name, argument) {
  if (bridge === undefined) {
    throw new Error("Python has not started");
  }
  return JSON.parse(bridge[name](JSON.stringify(argument)));
}

/**
 * @param {number} id
 * @param {Runtime} runtime
 * @param {Way} way
 */
async function start(id, runtime, way) {
  const pyodide = await startPython(
    runtime,
    way,
    (received, total) => post({ kind: "progress", id, received, total }),
    () => post({ kind: "failed", id }),
  );
  bridge = pyodide.pyimport("validator.core.bridge");
  post({ kind: "started", id });
  await warmUp(
    (values) => call("inspect", values),
    () => wasAsked,
  );
}

/**
 * @param {string} path - below the proxy's API
 * @param {object | null} content - what to post, or null to get
 * @param {ProxyCall[]} calls - where the call is noted down
 * @returns {Promise<ProxyResponse>}
 */
async function ask(path, content, calls) {
  const url = new URL(path, api);
  const method = content === null ? "GET" : "POST";
  const body = content === null ? "" : JSON.stringify(content);
  /** @type {ProxyCall} */
  const made = { method, host: url.host, path: url.pathname, body, status: null, answer: "" };
  calls.push(made);
  try {
    const response = await fetch(url, {
      method,
      ...(content === null ? {} : { headers: { "Content-Type": "application/json" }, body }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PROXY_TIMEOUT),
    });
    made.status = response.status;
    const requestId = response.headers.get("X-Request-Id");
    made.answer = await readAtMost(response, BODY_LIMIT);
    return { status: response.status, body: made.answer, online: true, requestId };
  } catch {
    return { status: null, body: "", online: navigator.onLine, requestId: null };
  }
}

/**
 * Asks one OKX site about the key, with a signature for the right time.
 *
 * @param {Entered} values
 * @param {Partial<Values>} confirmed
 * @param {string} site
 * @param {string[]} asked - the sites asked so far, this one included
 * @param {ProxyCall[]} calls
 * @param {AbortSignal} signal - tells, between two requests, that nobody waits any more
 */
async function askSite(values, confirmed, site, asked, calls, signal) {
  if (signal.aborted) {
    return null;
  }
  /** @type {FieldName[]} */
  const none = [];
  const nothing = { clockOffSeconds: null, wasSent: false, ask: none };
  /** @type {{ verdict: Verdict | null, ask: FieldName[] }} */
  const { verdict: refused, ask: unusual } = call("prepare", { ...values, site, confirmed, clock: null });
  if (refused !== null) {
    return { ...nothing, verdict: refused, ask: unusual, requestId: null };
  }
  const sent_ms = Date.now();
  const response = await ask("time", null, calls);
  const clock = { sent_ms, received_ms: Date.now(), response };
  if (signal.aborted) {
    return null;
  }
  const prepared = call("prepare", { ...values, site, confirmed, clock });
  if (prepared.request === null) {
    return { ...nothing, verdict: prepared.verdict, requestId: response.requestId };
  }
  const answered = await ask("okx/permissions", prepared.request, calls);
  /** @type {Verdict} */
  const verdict = call("judge", { response: answered, asked });
  const { requestId } = answered;
  const clockOffSeconds = prepared.clock_off_seconds;
  return { ...nothing, verdict, clockOffSeconds, wasSent: true, requestId };
}

/**
 * Asks the given sites in turn until one knows the key.
 *
 * @param {Extract<Message, { kind: "check" }>} message
 * @param {AbortSignal} signal
 * @returns {Promise<Reply>}
 */
async function check({ id, values, confirmed, sites, asked }, signal) {
  /** @type {string[]} */
  const sent = [];
  /** @type {string[]} */
  const notKnownAt = [];
  /** @type {ProxyCall[]} */
  const calls = [];
  let shown = null;
  for (const site of sites) {
    const soFar = [...asked, ...notKnownAt, site];
    const answered = await askSite(values, confirmed, site, soFar, calls, signal);
    if (answered === null) {
      return { kind: "cancelled", id };
    }
    if (answered.wasSent) {
      sent.push(site);
    }
    const { is_known } = answered.verdict;
    // A site that did not answer ends nothing: the next one may know the key.
    if (shown === null || is_known !== null || !answered.wasSent) {
      shown = answered;
    }
    if (is_known === false) {
      notKnownAt.push(site);
    }
    if (is_known === true || !answered.wasSent) {
      break;
    }
  }
  if (shown === null) {
    return { kind: "failed", id };
  }
  const { verdict, ask, clockOffSeconds, requestId } = shown;
  /** @type {Values} */
  const cleaned = call("cleaned", values);
  const described = call("sent", { requests: calls }).requests;
  return {
    kind: "checked",
    id,
    verdict,
    unconfirmed: Object.fromEntries(ask.map((name) => [name, cleaned[name]])),
    asked: sent,
    notKnownAt,
    clockOffSeconds,
    sent: described,
    requestId,
  };
}

/** Ends the check that is under way. */
let running = new AbortController();

/** @param {Message} message */
async function handle(message) {
  const { id } = message;
  wasAsked ||= message.kind !== "start";
  switch (message.kind) {
    case "start":
      api = message.api;
      await start(id, message.runtime, message.way);
      break;
    case "inspect":
      post({ kind: "inspected", id, ...call("inspect", message.values) });
      break;
    case "cancel":
      running.abort();
      break;
    case "clean":
      post({ kind: "cleaned", id, values: call("cleaned", message.values) });
      break;
    case "check":
      running = new AbortController();
      post(await check(message, running.signal));
      break;
    case "rehearse":
      post({ kind: "rehearsed", id, rehearsal: call("rehearse", { name: message.name }) });
      break;
    case "report": {
      const { values, verdict, sites } = message;
      const page = { ...message.page, now_ms: Date.now() };
      post({ kind: "reported", id, ...call("report", { values, verdict, sites, page }) });
      break;
    }
  }
}

// What Pyodide and Python write there may hold what was pasted.
for (const level of /** @type {const} */ (["debug", "error", "info", "log", "trace", "warn"])) {
  console[level] = () => {};
}
// A start that fails is told once, by a message; the rest of it ends unheard.
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());
globalThis.addEventListener("message", (/** @type {MessageEvent<Message>} */ event) => {
  // The error stays here: its text may hold what was pasted.
  handle(event.data).catch(() => post({ kind: "failed", id: event.data.id }));
});
post({ kind: "listening", id: 0 });
