/**
 * What a press has started: one task at a time, which waits until Python is ready.
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
  /** @type {(() => void) | null} Runs the task that waits for Python. */
  #waiting = null;

  /** @param {() => void} changed - called when `isChecking` may have changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Cancels the task that is running and runs this one, as soon as Python is ready.
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

  /** Runs the task that waits for Python, if one does; returns whether one did. */
  resume() {
    const begin = this.#waiting;
    begin?.();
    return begin !== null;
  }

  /** Cancels the task that is running, which then sends nothing more and shows nothing. */
  cancel() {
    if (this.isChecking) {
      python.cancel();
    }
    this.#number += 1;
    this.isChecking = false;
    this.#waiting = null;
  }
}
