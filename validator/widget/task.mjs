/**
 * Runs one task at a time, as soon as Python is ready.
 */

import { WorkerEndedError, python } from "./python.mjs";

/** @typedef {(isOutdated: () => boolean) => Promise<void>} Action - shows nothing once outdated */

export class CurrentTask {
  /** Whether OKX is being asked. */
  isChecking = false;

  #handleChange;
  /** Counts starts and cancellations, so that late replies are recognized. */
  #number = 0;
  /** @type {(() => void) | null} Runs the task that waits for Python. */
  #waiting = null;

  /** @param {() => void} handleChange - called when `isChecking` may have changed */
  constructor(handleChange) {
    this.#handleChange = handleChange;
  }

  /**
   * Cancels the running task, and runs this one as soon as Python is ready.
   *
   * @param {Action} action
   * @param {boolean} isChecking - whether the task asks OKX
   */
  async run(action, isChecking) {
    this.cancel();
    const number = this.#number;
    this.isChecking = isChecking;
    this.#handleChange();
    if (python.state !== "ready") {
      this.#waiting = () => void this.run(action, isChecking);
      return;
    }
    try {
      await action(() => number !== this.#number);
    } catch (error) {
      // The form shows any error as a failure of Python, and keeps the values.
      if (number === this.#number) {
        python.fail();
      }
      if (!(error instanceof WorkerEndedError)) {
        throw error;
      }
    } finally {
      if (number === this.#number) {
        this.isChecking = false;
        this.#handleChange();
      }
    }
  }

  /** Runs the task that waits for Python, and returns whether there was one. */
  resume() {
    const begin = this.#waiting;
    begin?.();
    return begin !== null;
  }

  /** Cancels the running task, which then neither sends nor shows anything more. */
  cancel() {
    if (this.isChecking) {
      python.cancel();
    }
    this.#number += 1;
    this.isChecking = false;
    this.#waiting = null;
  }
}
