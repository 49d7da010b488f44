/**
 * The worker: starts Python, and sends the requests of a check, since Python does no I/O here.
 *
 * It holds no rules: the core decides what to ask, send and show.
 */

import { send } from "./proxy.mjs";
import { startPython } from "./start.mjs";
import { warmUp } from "./warm.mjs";

/** @import { Request as Message, Response as Reply } from "./messages.d.ts" */

/** @typedef {"inspect" | "begin" | "resume" | "rehearse"} Name */

/** @type {Record<Name, (text: string) => string> | undefined} */
let bridge;
/** Address of the proxy's API, with a slash at the end. */
let api = "";
/** Whether the page has sent anything but `start`. */
let wasAsked = false;
/** Cancels the check that is running. */
let running = new AbortController();

/** @param {Reply} reply */
function post(reply) {
  globalThis.postMessage(reply);
}

/**
 * Calls one function of the core's bridge: JSON text in, JSON text out.
 *
 * @param {Name} name
 * @param {object | null} argument
 */
function call(name, argument) {
  if (bridge === undefined) {
    throw new Error("Python has not started");
  }
  return JSON.parse(bridge[name](JSON.stringify(argument)));
}

/** @param {Extract<Message, { kind: "start" }>} message */
async function start(message) {
  const { id, runtime, method } = message;
  api = message.api;
  const pyodide = await startPython(
    runtime,
    method,
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

/** @param {Extract<Message, { kind: "check" }>} message */
async function check({ id, form, page }) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  let step = call("begin", { form, page, now_ms: Date.now() });
  while (step.request !== null) {
    post({ kind: "asking", id, site: step.request.site });
    const response = await send(step.request, api);
    if (signal.aborted) {
      post({ kind: "canceled", id });
      return;
    }
    step = call("resume", response);
  }
  post({ kind: "checked", id, result: step.result });
}

/** @param {Message} message */
async function handle(message) {
  const { id } = message;
  wasAsked ||= message.kind !== "start";
  switch (message.kind) {
    case "start":
      await start(message);
      break;
    case "inspect":
      post({ kind: "inspected", id, ...call("inspect", message.values) });
      break;
    case "check":
      await check(message);
      break;
    case "cancel":
      running.abort();
      call("resume", null);
      break;
    case "rehearse": {
      const { name, page } = message;
      const rehearsal = call("rehearse", { name, page, now_ms: Date.now() });
      post({ kind: "rehearsed", id, rehearsal });
      break;
    }
  }
}

// Pyodide and Python might write pasted values to the console.
for (const level of /** @type {const} */ (["debug", "error", "info", "log", "trace", "warn"])) {
  console[level] = () => {};
}
// A failed start is reported by one message; rejections that follow from it are ignored.
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());
globalThis.addEventListener("message", (/** @type {MessageEvent<Message>} */ event) => {
  // The error itself is dropped: its text might contain pasted values.
  handle(event.data).catch(() => post({ kind: "failed", id: event.data.id }));
});
post({ kind: "listening", id: 0 });
