/**
 * The page's side of the worker: one Python for all checkers of a page.
 */

/** @import { Question, Replies, Response as Reply, Runtime, StartMethod } from "./messages.d.ts" */

/**
 * A question that the worker has not answered yet.
 *
 * @typedef {object} PendingQuestion
 * @property {(reply: any) => void} resolve
 * @property {() => void} reject
 * @property {ReturnType<typeof setTimeout>} timer
 */

/** Thrown when the worker ends before it has answered a question. */
export class WorkerEndedError extends Error {
  name = "WorkerEndedError";
}

export class PythonWorker extends EventTarget {
  /** @type {"idle" | "starting" | "ready" | "failed"} */
  state = "idle";
  /** Bytes of the runtime received and in total, and the start's time (`performance.now()`). */
  progress = { received: 0, total: 0, since: 0 };

  /** @type {Worker | undefined} */
  #worker;
  /** @type {Map<number, PendingQuestion>} */
  #pending = new Map();
  #lastId = 0;
  /** How long the worker may be silent after a question, and while it starts, in milliseconds. */
  #limits = { page: 0, start: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;
  /** @type {StartMethod} How the worker starts Python; once the image has failed, without it. */
  #method = "image";
  /** @type {{ runtime: Runtime, api: string } | undefined} */
  #source;
  /** Whether the worker may have received values. */
  #wasAsked = false;

  /**
   * Starts the worker unless it is running or starting; after a failure, starts another one.
   *
   * @param {DOMStringMap} settings - of the checker: the addresses of the runtime and the proxy's
   *   API, which may be relative to the page, and the time limits
   */
  start({ runtime: described = "", api = "", limits = "{}" }) {
    if (this.state === "starting" || this.state === "ready") {
      return;
    }
    const { page, start } = JSON.parse(limits);
    this.#limits = { page: 1000 * page, start: 1000 * start };
    /** @type {Runtime} */
    const runtime = JSON.parse(described);
    runtime.base = new URL(runtime.base, location.href).href;
    this.#source = { runtime, api: new URL(api, location.href).href };
    const isRetry = this.state === "failed";
    this.progress = { received: 0, total: 0, since: performance.now() };
    this.#setState("starting");
    const startWorker = () => {
      if (this.state === "starting" && this.#worker === undefined) {
        this.#startWorker();
      }
    };
    if (isRetry) {
      refresh(runtime, this.#limits.start).then(startWorker);
    } else {
      startWorker();
    }
  }

  /**
   * Cancels a start when the user leaves the page: a browser that keeps the page for a return may
   * cut off the worker's downloads without an error.
   */
  cancelStart() {
    if (this.state === "starting") {
      this.#terminate();
      this.#setState("idle");
    }
  }

  /** Ends the worker after an error that it did not report itself. */
  fail() {
    if (this.state === "ready") {
      this.#terminate();
      this.#setState("failed");
    }
  }

  /** Ends a worker that was asked anything, so that no value is left in its memory. */
  endIfUsed() {
    if (this.#wasAsked) {
      this.#terminate();
      this.#setState("idle");
    }
  }

  #startWorker() {
    // The build puts the worker into its own folder, which has its own policy.
    const worker = new Worker(new URL("./worker/worker.mjs", import.meta.url), { type: "module" });
    this.#worker = worker;
    worker.addEventListener("message", (/** @type {MessageEvent<Reply>} */ event) => {
      // A message from a terminated worker may still arrive.
      if (this.#worker === worker) {
        this.#receive(event.data);
      }
    });
    worker.addEventListener("error", () => {
      if (this.#worker === worker) {
        this.#handleFailure();
      }
    });
    this.#restartWatchdog();
  }

  /** Ends the worker, and starts another one if the other method is left. */
  #handleFailure() {
    const canRetry = this.state === "starting" && this.#method === "image";
    this.#method = "compiled";
    this.#terminate();
    if (canRetry) {
      this.#startWorker();
    } else {
      this.#setState("failed");
    }
  }

  /**
   * Asks the worker; rejects with `WorkerEndedError`, which contains no credential, if the worker
   * ends. A worker that the browser has killed sends no event: it times out.
   *
   * @template {Question} Asked
   * @param {Asked} question
   * @returns {Promise<Replies[Asked["kind"]]>}
   */
  ask(question) {
    this.#wasAsked = true;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const settle = { resolve, reject: () => reject(new WorkerEndedError()) };
      this.#pending.set(id, { ...settle, timer: this.#startTimer() });
      this.#worker?.postMessage({ ...question, id });
    });
  }

  /** Cancels the running check, which then sends nothing more. */
  cancel() {
    this.#worker?.postMessage({ kind: "cancel", id: 0 });
  }

  /** @param {Reply} reply */
  #receive(reply) {
    switch (reply.kind) {
      case "listening":
        this.#worker?.postMessage({ kind: "start", id: 0, ...this.#source, method: this.#method });
        break;
      case "progress":
        this.progress = { ...this.progress, received: reply.received, total: reply.total };
        this.#restartWatchdog();
        this.dispatchEvent(new Event("progress"));
        break;
      case "started":
        clearTimeout(this.#watchdog);
        this.#setState("ready");
        break;
      case "failed":
        // A Python that has failed is never asked again.
        this.#handleFailure();
        break;
      case "asking": {
        const question = this.#pending.get(reply.id);
        if (question !== undefined) {
          clearTimeout(question.timer);
          question.timer = this.#startTimer();
        }
        break;
      }
      default:
        this.#takePending(reply.id)?.resolve(reply);
    }
  }

  /** @param {number} id */
  #takePending(id) {
    const question = this.#pending.get(id);
    clearTimeout(question?.timer);
    this.#pending.delete(id);
    return question;
  }

  #startTimer() {
    return setTimeout(() => this.#handleFailure(), this.#limits.page);
  }

  #restartWatchdog() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#handleFailure(), this.#limits.start);
  }

  #terminate() {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#wasAsked = false;
    for (const id of [...this.#pending.keys()]) {
      this.#takePending(id)?.reject();
    }
  }

  /** @param {PythonWorker["state"]} state */
  #setState(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

export const python = new PythonWorker();

/**
 * Downloads the files of a start from compiled modules into the browser's cache again, which would
 * keep a damaged one forever, as their names contain a hash. The worker reports files that fail.
 *
 * @param {Runtime} runtime
 * @param {number} limit - in milliseconds, for each file
 */
async function refresh({ base, files, image }, limit) {
  const names = Object.keys(files).filter((name) => name !== image.file && name !== image.packed);
  await Promise.allSettled(
    names.map(async (name) => {
      const signal = AbortSignal.timeout(limit);
      const response = await fetch(base + name, { cache: "reload", signal });
      await response.arrayBuffer();
    }),
  );
}
