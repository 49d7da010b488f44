/**
 * Inspects the form while it is filled in.
 */

import { PasteNotes } from "./paste-notes.mjs";
import { WorkerEndedError, python } from "./python.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Inspected } from "./messages.d.ts" */

export class Inspector {
  #fields;
  #handleChoice;
  /** Whether an inspection was started in this frame. */
  #hasFrame = false;
  #isRunning = false;
  #isScheduled = false;
  /** Whether the scheduled inspection may only remove findings. */
  #onlyFewer = true;
  /** Resolves once no pointer is down, so that new findings don't move a button being pressed. */
  #released = Promise.resolve();

  /**
   * @param {HTMLElement} checker
   * @param {Fields} fields
   * @param {() => void} handleChoice - called when the user has chosen one of several keys
   */
  constructor(checker, fields, handleChoice) {
    this.#fields = fields;
    this.#handleChoice = handleChoice;
    this.notes = new PasteNotes(checker, fields, (number) => {
      this.#choose(number).catch(ignoreEnd);
    });
    checker.addEventListener("pointerdown", () => {
      this.#released = released();
    });
  }

  /**
   * Inspects the form at once, but at most once a frame.
   *
   * @param {boolean} onlyFewer - while the user types, findings may disappear but none may appear
   */
  schedule(onlyFewer) {
    this.#onlyFewer &&= onlyFewer;
    this.#isScheduled = true;
    if (this.#hasFrame) {
      return;
    }
    this.#hasFrame = true;
    requestAnimationFrame(() => {
      this.#hasFrame = false;
      void this.#run();
    });
    void this.#run();
  }

  /** Cancels a scheduled inspection, and hides the notes on a pasted text. */
  cancel() {
    this.#isScheduled = false;
    this.notes.hide();
  }

  /**
   * Fills the form with one of several keys in a text.
   *
   * @param {number} chosen
   */
  async #choose(chosen) {
    const entered = this.#fields.entered;
    const inspected = await python.ask({ kind: "inspect", values: { ...entered, chosen } });
    if (this.#fields.matches(entered)) {
      this.#handleChoice();
      this.#show(inspected, "touched");
      this.notes.focusNext();
    }
  }

  async #run() {
    if (python.state !== "ready" || this.#isRunning || !this.#isScheduled) {
      return;
    }
    const onlyFewer = this.#onlyFewer;
    this.#isScheduled = false;
    this.#onlyFewer = true;
    this.#isRunning = true;
    const entered = this.#fields.entered;
    try {
      const inspected = await python.ask({ kind: "inspect", values: entered });
      await this.#released;
      if (this.#fields.matches(entered)) {
        const hasFocus = this.#fields.hasFocus;
        this.#show(inspected, onlyFewer ? "fewer" : "touched");
        if (hasFocus && (inspected.fields !== null || inspected.choices.length > 0)) {
          this.notes.focusNext();
        } else if (!onlyFewer) {
          this.#fields.reveal();
        }
      }
    } catch (error) {
      ignoreEnd(error);
    } finally {
      this.#isRunning = false;
    }
    if (!this.#hasFrame) {
      await this.#run();
    }
  }

  /**
   * @param {Inspected} inspected
   * @param {"touched" | "fewer"} which
   */
  #show(inspected, which) {
    this.notes.show(inspected);
    this.#fields.show(inspected.findings, inspected.repairs, which);
  }
}

/**
 * Resolves after the pointer has been released, and the click that follows.
 *
 * @returns {Promise<void>}
 */
function released() {
  return new Promise((resolve) => {
    const end = () => setTimeout(resolve);
    for (const type of ["pointerup", "pointercancel"]) {
      globalThis.addEventListener(type, end, { once: true, capture: true });
    }
  });
}

/**
 * Rethrows any error but the end of Python, which the form already shows.
 *
 * @param {unknown} error
 */
function ignoreEnd(error) {
  if (!(error instanceof WorkerEndedError)) {
    throw error;
  }
}
