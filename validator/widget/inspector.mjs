/**
 * Inspects the form while it is filled in.
 */

import { PasteNotes } from "./paste-notes.mjs";
import { WorkerEndedError, python } from "./python.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Inspected } from "./messages.d.ts" */

export class Inspector {
  /** @type {Fields} */
  #fields;
  /** @type {() => void} */
  #chosen;
  /** Whether an inspection was begun in this frame, is running, or is wanted after that. */
  #hasFrame = false;
  #isRunning = false;
  #isWanted = false;
  #wantsOnlyFewer = true;
  /** Resolves as soon as no pointer is down: what appears must not move what is being pressed. */
  #released = Promise.resolve();

  /**
   * @param {HTMLElement} checker
   * @param {Fields} fields
   * @param {() => void} chosen - called when the person has chosen one of several keys
   */
  constructor(checker, fields, chosen) {
    this.#fields = fields;
    this.#chosen = chosen;
    this.notes = new PasteNotes(checker, fields, (number) => void this.#choose(number));
    checker.addEventListener("pointerdown", () => {
      this.#released = released();
    });
  }

  /**
   * Inspects the form at once, but at most once a frame, however many events ask for it.
   *
   * @param {boolean} onlyFewer - while typing, findings may go but none may come
   */
  schedule(onlyFewer) {
    this.#wantsOnlyFewer &&= onlyFewer;
    this.#isWanted = true;
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

  /** Forgets a scheduled inspection, and hides what was found in a pasted text. */
  cancel() {
    this.#isWanted = false;
    this.notes.hide();
  }

  /**
   * Takes one of several keys that a text holds.
   *
   * @param {number} chosen
   */
  async #choose(chosen) {
    const entered = this.#fields.entered;
    try {
      const inspected = await python.ask({ kind: "inspect", values: { ...entered, chosen } });
      if (this.#fields.matches(entered)) {
        this.#chosen();
        this.#show(inspected, "touched");
        this.notes.focusNext();
      }
    } catch (error) {
      ignoreEnd(error);
    }
  }

  async #run() {
    if (python.state !== "ready" || this.#isRunning || !this.#isWanted) {
      return;
    }
    const onlyFewer = this.#wantsOnlyFewer;
    this.#isWanted = false;
    this.#wantsOnlyFewer = true;
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
 * Resolves after the press of a pointer that has just begun, and the click that it ends in.
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
 * Throws what is not merely the end of Python, which the form shows already.
 *
 * @param {unknown} error
 */
function ignoreEnd(error) {
  if (!(error instanceof WorkerEndedError)) {
    throw error;
  }
}
