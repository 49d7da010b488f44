/**
 * What the checker is doing: loading, with real bytes and the seconds left, asking, or failed.
 */

/** @import { Python } from "./python.mjs" */

export class Status {
  /** @type {HTMLElement} */
  #root;
  /** @type {Python["state"] | null} What was shown before. */
  #state = null;

  /** @param {HTMLElement} root - the checker */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {Python["state"]} state
   * @param {boolean} isChecking
   */
  show(state, isChecking) {
    this.#announce(state, isChecking);
    this.#root.dataset.python = state;
    this.#root.toggleAttribute("data-checking", isChecking);
    this.#part("progress").hidden = state !== "starting";
    for (const failure of /** @type {NodeListOf<HTMLElement>} */ (
      this.#root.querySelectorAll("[data-failure]")
    )) {
      const applies = (failure.dataset.failure === "offline") === !navigator.onLine;
      failure.hidden = state !== "failed" || !applies;
    }
    this.#part("retry").hidden = state !== "failed";
    this.#part("press").setAttribute("aria-disabled", String(isChecking));
    this.#part("busy").hidden = !isChecking || state !== "ready";
  }

  /**
   * Tells those who do not see it that something has begun, or has come to its end.
   *
   * @param {Python["state"]} state
   * @param {boolean} isChecking
   */
  #announce(state, isChecking) {
    const announcement = this.#part("announcement");
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

  /** @param {Python["progress"]} progress */
  showProgress({ received, total, since }) {
    const bar = /** @type {HTMLProgressElement} */ (this.#part("bar"));
    bar.max = total;
    bar.value = received;
    this.#part("progress").toggleAttribute("data-arrived", received === total);
    const seconds = (performance.now() - since) / 1000;
    const left = received > 0 ? Math.ceil((seconds * (total - received)) / received) : 0;
    const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
    this.#part("received").textContent = megabytes(received);
    this.#part("total").textContent = megabytes(total);
    this.#part("seconds-left").textContent = String(left);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-part=${name}]`));
  }
}

/** Whether the reader asked to load no more than what is needed. */
export function savesData() {
  /** @type {{ connection?: { saveData?: boolean } }} */
  const { connection } = /** @type {any} */ (navigator);
  return connection?.saveData === true;
}
