/**
 * Values that nobody touches are cleared after a while, with a warning before.
 */

/** Milliseconds without a touch until the values are cleared, and until the warning. */
const UNTIL_CLEARED = 600_000;
const UNTIL_WARNED = 540_000;

export class Idle {
  /** @type {HTMLElement} */
  #warning;
  /** @type {() => void} */
  #clear;
  /** @type {ReturnType<typeof setTimeout>[]} */
  #timers = [];
  /** When the values are to go: a phone may stop the timers of what is not on the screen. */
  #deadline = Infinity;

  /**
   * @param {HTMLElement} warning - shown before the values go
   * @param {() => void} clear
   */
  constructor(warning, clear) {
    this.#warning = warning;
    this.#clear = clear;
  }

  restart() {
    this.stop();
    this.#deadline = Date.now() + UNTIL_CLEARED;
    this.#timers = [
      setTimeout(() => {
        this.#warning.hidden = false;
      }, UNTIL_WARNED),
      setTimeout(() => this.#clear(), UNTIL_CLEARED),
    ];
  }

  /** Clears what should be gone already. */
  check() {
    if (Date.now() >= this.#deadline) {
      this.#clear();
    }
  }

  stop() {
    this.#warning.hidden = true;
    this.#deadline = Infinity;
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }
}
