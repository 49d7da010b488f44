/**
 * The checker's status: loading, with real bytes and the seconds left, asking, or failed.
 */

import { findAll, part } from "./part.mjs";

/** @import { PythonWorker } from "./python.mjs" */

export class Status {
  #root;
  /** @type {PythonWorker["state"] | null} The state shown last. */
  #state = null;

  /** @param {HTMLElement} root - the checker */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {PythonWorker["state"]} state
   * @param {boolean} isChecking
   */
  show(state, isChecking) {
    this.#announce(state, isChecking);
    this.#root.dataset.python = state;
    this.#root.toggleAttribute("data-checking", isChecking);
    part(this.#root, "progress").hidden = state !== "starting";
    for (const failure of findAll(this.#root, "[data-failure]")) {
      const applies = (failure.dataset.failure === "offline") === !navigator.onLine;
      failure.hidden = state !== "failed" || !applies;
    }
    part(this.#root, "retry").hidden = state !== "failed";
    part(this.#root, "press").setAttribute("aria-disabled", String(isChecking));
    part(this.#root, "busy").hidden = !isChecking || state !== "ready";
  }

  /**
   * Announces to screen readers that something has begun or ended.
   *
   * @param {PythonWorker["state"]} state
   * @param {boolean} isChecking
   */
  #announce(state, isChecking) {
    const announcement = part(this.#root, "announcement");
    const { starting, ready, checking } = announcement.dataset;
    const hasStarted = this.#state === "starting" && state === "ready";
    this.#state = state;
    if (state === "starting") {
      announcement.textContent = starting ?? "";
    } else if (state === "ready" && isChecking) {
      announcement.textContent = checking ?? "";
    } else {
      announcement.textContent = hasStarted ? (ready ?? "") : "";
    }
  }

  /** @param {PythonWorker["progress"]} progress */
  showProgress({ received, total, since }) {
    const bar = part(this.#root, "bar", HTMLProgressElement);
    bar.max = total;
    bar.value = received;
    part(this.#root, "progress").toggleAttribute("data-arrived", received === total);
    const seconds = (performance.now() - since) / 1000;
    const left = received > 0 ? Math.ceil((seconds * (total - received)) / received) : 0;
    const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
    part(this.#root, "received").textContent = megabytes(received);
    part(this.#root, "total").textContent = megabytes(total);
    part(this.#root, "seconds-left").textContent = String(left);
  }
}

/** Whether the user has turned on data saving. */
export function savesData() {
  /** @typedef {Navigator & { connection?: { saveData?: boolean } }} ChromiumNavigator */
  // Only Chromium has it, so TypeScript's declarations do not.
  return /** @type {ChromiumNavigator} */ (navigator).connection?.saveData === true;
}
