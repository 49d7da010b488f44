/**
 * The page's end of the worker: one Python for all checkers of a tab, also across page changes.
 */

/** @import { Question, Response as Reply, Runtime, Way } from "./messages.d.ts" */

/** Without a sign of life for this long, in milliseconds, the start has failed. */
const SILENCE = 45_000;

/** How long Python may take for an answer, in milliseconds, and how much longer for each site. */
const PATIENCE = 30_000;

export class Python extends EventTarget {
  /** @type {"idle" | "starting" | "ready" | "failed"} */
  state = "idle";
  /** Bytes of the runtime that arrived, of how many, and since when (`performance.now()`). */
  progress = { received: 0, total: 0, since: 0 };

  /** @type {Worker | undefined} */
  #worker;
  /** @type {Map<number, { resolve: (reply: any) => void, reject: () => void }>} */
  #waiting = new Map();
  #lastId = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;
  /** @type {Way} How the worker starts Python. What failed once is not tried again. */
  #way = "image";
  /** Ends the worker, and starts the next one if there is another way. */
  #giveUp = () => {};
  /** Whether the worker was given anything that a person entered. */
  #wasAsked = false;

  /**
   * Starts the worker unless it runs or is about to; after a failure, starts another one.
   *
   * @param {string} described - where the runtime lies, as JSON
   * @param {string} api - the proxy's API; addresses may be relative to the page
   */
  start(described, api) {
    if (this.state === "starting" || this.state === "ready") {
      return;
    }
    /** @type {Runtime} */
    const runtime = JSON.parse(described);
    runtime.base = new URL(runtime.base, location.href).href;
    const isAgain = this.state === "failed";
    this.progress = { received: 0, total: 0, since: performance.now() };
    this.#become("starting");
    const employ = () => {
      if (this.state === "starting" && this.#worker === undefined) {
        this.#employ(runtime, new URL(api, location.href).href);
      }
    };
    if (isAgain) {
      refresh(runtime).then(employ);
    } else {
      employ();
    }
  }

  /**
   * Ends a start that is under way, for a page that is left: a browser that keeps the page for a
   * return may cut off what the worker loads, without a word to it.
   */
  stopStarting() {
    if (this.state === "starting") {
      this.#end();
      this.#become("idle");
    }
  }

  /** Ends a worker that was asked anything, and with it what is left in its memory. */
  forget() {
    if (this.#wasAsked) {
      this.#end();
      this.#become("idle");
    }
  }

  /**
   * @param {Runtime} runtime
   * @param {string} api
   */
  #employ(runtime, api) {
    // The build puts it into a folder of its own, which has a policy of its own.
    const worker = new Worker(new URL("./worker/worker.mjs", import.meta.url), { type: "module" });
    this.#worker = worker;
    this.#giveUp = () => {
      const isOtherWayLeft = this.state === "starting" && this.#way === "image";
      this.#way = "compiled";
      this.#end();
      if (isOtherWayLeft) {
        this.#employ(runtime, api);
      } else {
        this.#become("failed");
      }
    };
    worker.addEventListener("message", (/** @type {MessageEvent<Reply>} */ event) => {
      // What a worker said before it was ended may still arrive.
      if (this.#worker === worker) {
        this.#receive(event.data, runtime, api);
      }
    });
    worker.addEventListener("error", () => {
      if (this.#worker === worker) {
        this.#giveUp();
      }
    });
    this.#watch();
  }

  /**
   * Asks the worker; rejects (with nothing that could hold a credential) if it cannot answer.
   * A worker that the browser has ended says nothing of it: it is given up after a while.
   *
   * @param {Question} question
   * @returns {Promise<any>}
   */
  ask(question) {
    this.#wasAsked = true;
    this.#lastId += 1;
    const id = this.#lastId;
    const sites = question.kind === "check" ? question.sites.length : 0;
    const patience = setTimeout(() => this.#giveUp(), PATIENCE * (1 + sites));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject: () => reject(new Error("no answer")) });
      this.#worker?.postMessage({ ...question, id });
    }).finally(() => clearTimeout(patience));
  }

  /** Lets the check that is under way send nothing more. */
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
        this.#worker?.postMessage({ kind: "start", id: 0, runtime, api, way: this.#way });
        break;
      case "progress":
        this.progress = { ...this.progress, received: reply.received, total: reply.total };
        this.#watch();
        this.dispatchEvent(new Event("progress"));
        break;
      case "started":
        clearTimeout(this.#watchdog);
        this.#become("ready");
        break;
      case "failed":
        // A Python that failed once is not asked again; the next start is a fresh one.
        this.#giveUp();
        break;
      default:
        this.#settle(reply.id)?.resolve(reply);
    }
  }

  /** @param {number} id */
  #settle(id) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #watch() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#giveUp(), SILENCE);
  }

  #end() {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#wasAsked = false;
    for (const id of [...this.#waiting.keys()]) {
      this.#settle(id)?.reject();
    }
  }

  /** @param {Python["state"]} state */
  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

export const python = new Python();

/**
 * Fetches what the compiled way loads past the browser's cache: a damaged file would stay there,
 * since names that hold a hash are kept for ever. What cannot be had fails in the worker, too.
 *
 * @param {Runtime} runtime
 */
async function refresh({ base, files, image }) {
  const names = Object.keys(files).filter((name) => name !== image.file && name !== image.packed);
  await Promise.allSettled(
    names.map(async (name) => {
      const signal = AbortSignal.timeout(SILENCE);
      const response = await fetch(base + name, { cache: "reload", signal });
      await response.arrayBuffer();
    }),
  );
}
