/**
 * The page's end of the worker: one Python for all checkers of a tab, also across page changes.
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

/** Rejects a question: the worker has ended before it answered. */
export class WorkerEndedError extends Error {
  name = "WorkerEndedError";
}

export class PythonWorker extends EventTarget {
  /** @type {"idle" | "starting" | "ready" | "failed"} */
  state = "idle";
  /** Bytes of the runtime that arrived, of how many, and since when (`performance.now()`). */
  progress = { received: 0, total: 0, since: 0 };

  /** @type {Worker | undefined} */
  #worker;
  /** @type {Map<number, PendingQuestion>} */
  #pending = new Map();
  #lastId = 0;
  /** How long the worker may be silent once it is asked, and while it starts, in milliseconds. */
  #limits = { page: 0, start: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;
  /** @type {StartMethod} How the worker starts Python. What failed once is not tried again. */
  #method = "image";
  /** Ends the worker, and starts the next one if there is another way. */
  #handleFailure = () => {};
  /** Whether the worker was given anything that a person entered. */
  #wasAsked = false;

  /**
   * Starts the worker unless it runs or is about to; after a failure, starts another one.
   *
   * @param {DOMStringMap} settings - of the checker: where the runtime and the proxy's API lie,
   *   maybe relative to the page, and how long to wait
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
    const isRetry = this.state === "failed";
    this.progress = { received: 0, total: 0, since: performance.now() };
    this.#setState("starting");
    const startWorker = () => {
      if (this.state === "starting" && this.#worker === undefined) {
        this.#startWorker(runtime, new URL(api, location.href).href);
      }
    };
    if (isRetry) {
      refresh(runtime, this.#limits.start).then(startWorker);
    } else {
      startWorker();
    }
  }

  /**
   * Ends a start that is under way, for a page that is left: a browser that keeps the page for a
   * return may cut off what the worker loads, without a word to it.
   */
  cancelStart() {
    if (this.state === "starting") {
      this.#terminate();
      this.#setState("idle");
    }
  }

  /** Ends the worker where something went wrong that it did not notice itself. */
  fail() {
    if (this.state === "ready") {
      this.#terminate();
      this.#setState("failed");
    }
  }

  /** Ends a worker that was asked anything, and with it what is left in its memory. */
  endIfUsed() {
    if (this.#wasAsked) {
      this.#terminate();
      this.#setState("idle");
    }
  }

  /**
   * @param {Runtime} runtime
   * @param {string} api
   */
  #startWorker(runtime, api) {
    // The build puts it into a folder of its own, which has a policy of its own.
    const worker = new Worker(new URL("./worker/worker.mjs", import.meta.url), { type: "module" });
    this.#worker = worker;
    this.#handleFailure = () => {
      const canRetry = this.state === "starting" && this.#method === "image";
      this.#method = "compiled";
      this.#terminate();
      if (canRetry) {
        this.#startWorker(runtime, api);
      } else {
        this.#setState("failed");
      }
    };
    worker.addEventListener("message", (/** @type {MessageEvent<Reply>} */ event) => {
      // A message of a worker that was ended may still arrive.
      if (this.#worker === worker) {
        this.#receive(event.data, runtime, api);
      }
    });
    worker.addEventListener("error", () => {
      if (this.#worker === worker) {
        this.#handleFailure();
      }
    });
    this.#restartWatchdog();
  }

  /**
   * Asks the worker; rejects with `WorkerEndedError`, which holds no credential, if it cannot answer.
   * A worker that the browser has ended sends no event: it is given up after a while.
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

  /** Cancels the check that is running, which then sends nothing more. */
  cancel() {
    this.#worker?.postMessage({ kind: "cancel", id: 0 });
  }

  /**
   * @param {Reply} reply
   * @param {Runtime} runtime
   * @param {string} api
   */
  #receive(reply, runtime, api) {
    switch (reply.kind) {
      case "listening":
        this.#worker?.postMessage({ kind: "start", id: 0, runtime, api, method: this.#method });
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
        // A Python that failed once is not asked again; the next start is a fresh one.
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
 * Fetches what the compiled way loads past the browser's cache: a damaged file would stay there,
 * since names that hold a hash are kept for ever. What cannot be had fails in the worker, too.
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
