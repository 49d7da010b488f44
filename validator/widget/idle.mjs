/**
 * Clears the values after a while without any interaction, with a warning before.
 */

import { part } from "./part.mjs";

/** @import { Fields } from "./fields.mjs" */

/** The time between the warning and the clearing, in milliseconds. */
const WARNING_MS = 60_000;

/** The events that restart the timers. */
const TOUCH_EVENTS = ["change", "click", "input", "keydown", "pointerdown"];

export class IdleTimer {
  #warning;
  #fields;
  #clear;
  /** @type {ReturnType<typeof setTimeout>[]} */
  #timers = [];
  /** The time of the clearing, because phones may stop the timers of a hidden page. */
  #deadline = Infinity;
  /** The idle time after which the values are cleared, in milliseconds. */
  #limit;

  /**
   * @param {HTMLElement} checker
   * @param {Fields} fields
   * @param {() => void} clear
   * @param {AbortSignal} signal - removes the listeners
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

  /** Restarts the timers if there is anything to clear. */
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

  /** Clears the values if their time is up. */
  #check() {
    if (Date.now() >= this.#deadline) {
      this.#clear();
    }
  }
}
