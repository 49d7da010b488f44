/**
 * What a press has set going: one task at a time, which waits until Python is ready.
 */

import { WorkerEndedError, python } from "./python.mjs";

/** @typedef {(isOutdated: () => boolean) => Promise<void>} Action - shows nothing once it is late */

export class CurrentTask {
  /** Whether OKX is being asked. */
  isChecking = false;

  /** @type {() => void} */
  #changed;
  /** Counts the tasks and their ends, so that a late answer is recognized. */
  #number = 0;
  /** @type {(() => void) | null} Begins what was pressed before Python was ready. */
  #waiting = null;

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
    const number = this.#number;
    this.isChecking = isChecking;
    this.#changed();
    if (python.state !== "ready") {
      this.#waiting = () => void this.run(action, isChecking);
      return;
    }
    try {
      await action(() => number !== this.#number);
    } catch (error) {
      // Whatever it was, the form says that it failed, and the values stay where they are.
      if (number === this.#number) {
        python.fail();
      }
      if (!(error instanceof WorkerEndedError)) {
        throw error;
      }
    } finally {
      if (number === this.#number) {
        this.isChecking = false;
        this.#changed();
      }
    }
  }

  /** Begins what was pressed before Python was ready; returns whether anything was. */
  resume() {
    const begin = this.#waiting;
    begin?.();
    return begin !== null;
  }

  /** Ends the task under way, which then sends nothing more and shows nothing. */
  cancel() {
    if (this.isChecking) {
      python.cancel();
    }
    this.#number += 1;
    this.isChecking = false;
    this.#waiting = null;
  }
}
