/**
 * What a press has set going: one task at a time, which waits until Python is ready.
 */

import { python } from "./python.mjs";

/** @typedef {(isLate: () => boolean) => Promise<void>} Action - shows nothing once it is late */

export class Task {
  /** Whether OKX is being asked. */
  isChecking = false;

  /** @type {() => void} */
  #changed;
  /** Counts the tasks and their ends, so that a late answer is recognized. */
  #turn = 0;
  /** @type {(() => void) | null} Begins what was pressed before Python was ready. */
  #begin = null;

  /** @param {() => void} changed - called when `isChecking` may have changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Ends the task under way and begins this one, as soon as Python is ready.
   *
   * @param {Action} action
   * @param {boolean} isChecking - whether it asks OKX
   */
  async run(action, isChecking) {
    this.cancel();
    const turn = this.#turn;
    this.isChecking = isChecking;
    this.#changed();
    if (python.state !== "ready") {
      this.#begin = () => void this.run(action, isChecking);
      return;
    }
    try {
      await action(() => turn !== this.#turn);
    } catch {
      // Python has ended, which the form shows already; the values stay where they are.
    } finally {
      if (turn === this.#turn) {
        this.isChecking = false;
        this.#changed();
      }
    }
  }

  /** Begins what was pressed before Python was ready; returns whether anything was. */
  resume() {
    const begin = this.#begin;
    begin?.();
    return begin !== null;
  }

  /** Ends the task under way, which then sends nothing more and shows nothing. */
  cancel() {
    if (this.isChecking) {
      python.cancel();
    }
    this.#turn += 1;
    this.isChecking = false;
    this.#begin = null;
  }
}
