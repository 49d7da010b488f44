/**
 * Values that nobody touches are cleared after a while, with a warning before.
 */

/** Milliseconds without a touch until the values are cleared, and until the warning. */
const UNTIL_CLEARED = 600_000;
const UNTIL_WARNED = 540_000;

/** What counts as a touch. */
const TOUCHES = ["change", "click", "input", "keydown", "pointerdown"];

export class Idle {
  /** @type {HTMLElement} */
  #warning;
  /** @type {() => boolean} */
  #hasValues;
  /** @type {() => void} */
  #clear;
  /** @type {ReturnType<typeof setTimeout>[]} */
  #timers = [];
  /** When the values are to go: a phone may stop the timers of what is not on the screen. */
  #deadline = Infinity;

  /**
   * @param {HTMLElement} checker - of which any touch counts
   * @param {HTMLElement} warning - shown before the values go
   * @param {{ hasValues: () => boolean, clear: () => void }} form
   * @param {AbortSignal} signal - ends the listening
   */
  constructor(checker, warning, { hasValues, clear }, signal) {
    this.#warning = warning;
    this.#hasValues = hasValues;
    this.#clear = clear;
    for (const touch of TOUCHES) {
      checker.addEventListener(touch, () => this.restart(), { signal });
    }
    document.addEventListener("visibilitychange", () => this.#check(), { signal });
  }

  /** Begins the wait again, if there is anything to clear. */
  restart() {
    this.stop();
    if (!this.#hasValues()) {
      return;
    }
    this.#deadline = Date.now() + UNTIL_CLEARED;
    this.#timers = [
      setTimeout(() => {
        this.#warning.hidden = false;
      }, UNTIL_WARNED),
      setTimeout(() => this.#clear(), UNTIL_CLEARED),
    ];
  }

  stop() {
    this.#warning.hidden = true;
    this.#deadline = Infinity;
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }

  /** Clears what should be gone already. */
  #check() {
    if (Date.now() >= this.#deadline) {
      this.#clear();
    }
  }
}
