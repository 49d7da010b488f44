/**
 * Clears values that are left alone for a while, after a warning.
 */

import { part } from "./part.mjs";

/** @import { Fields } from "./fields.mjs" */

/** How long before the values are cleared the warning is shown, in milliseconds. */
const WARNING_MS = 60_000;

/** The events that start the timers again. */
const TOUCH_EVENTS = ["change", "click", "input", "keydown", "pointerdown"];

export class IdleTimer {
  /** @type {HTMLElement} */
  #warning;
  /** @type {Fields} */
  #fields;
  /** @type {() => void} */
  #clear;
  /** @type {ReturnType<typeof setTimeout>[]} */
  #timers = [];
  /** When the values are to go: a phone may stop the timers of what is not on the screen. */
  #deadline = Infinity;
  /** Without a touch for so long, in milliseconds, the values are cleared. */
  #limit;

  /**
   * @param {HTMLElement} checker - of which any touch counts
   * @param {Fields} fields
   * @param {() => void} clear
   * @param {AbortSignal} signal - ends the listening
   */
  constructor(checker, fields, clear, signal) {
    this.#warning = part(checker, "idle");
    this.#limit = 1000 * JSON.parse(checker.dataset.limits ?? "{}").idle;
    this.#fields = fields;
    this.#clear = clear;
    for (const touch of TOUCH_EVENTS) {
      checker.addEventListener(touch, () => this.restart(), { signal });
    }
    document.addEventListener("visibilitychange", () => this.#check(), { signal });
  }

  /** Starts the timers again, if there is anything to clear. */
  restart() {
    this.stop();
    if (this.#fields.isEmpty) {
      return;
    }
    this.#deadline = Date.now() + this.#limit;
    this.#timers = [
      setTimeout(() => {
        this.#warning.hidden = false;
      }, this.#limit - WARNING_MS),
      setTimeout(() => this.#clear(), this.#limit),
    ];
  }

  /** Stops the timers, and hides the warning. */
  stop() {
    this.#warning.hidden = true;
    this.#deadline = Infinity;
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }

  /** Clears values whose time is over. */
  #check() {
    if (Date.now() >= this.#deadline) {
      this.#clear();
    }
  }
}
