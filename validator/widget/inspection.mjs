/**
 * The look at what stands in the form, while it is filled in.
 */

import { Pasted } from "./pasted.mjs";
import { python } from "./python.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Inspected } from "./messages.d.ts" */

export class Inspection {
  /** @type {Fields} */
  #fields;
  /** Whether there was one in this frame, one is under way, or is wanted after that. */
  #hasFrame = false;
  #isRunning = false;
  #isWanted = false;
  #wantsOnlyFewer = true;

  /**
   * @param {HTMLElement} checker
   * @param {Fields} fields
   */
  constructor(checker, fields) {
    this.#fields = fields;
    this.pasted = new Pasted(checker, fields, (number) => void this.#choose(number));
  }

  /**
   * Inspects the form at once, but at most once a frame, however many events ask for it.
   *
   * @param {boolean} onlyFewer - while typing, findings may go but none may come
   */
  soon(onlyFewer) {
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

  cancel() {
    this.#isWanted = false;
    this.pasted.hide();
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
      if (this.#fields.hold(entered)) {
        this.#show(inspected, "touched");
        this.pasted.focusNext();
      }
    } catch {
      // Python has ended, which the form shows already.
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
      if (this.#fields.hold(entered)) {
        const hasFocus = this.#fields.haveFocus;
        this.#show(inspected, onlyFewer ? "fewer" : "touched");
        if (hasFocus && (inspected.fields !== null || inspected.choices.length > 0)) {
          this.pasted.focusNext();
        }
      }
    } catch {
      // Python has ended, which the form shows already.
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
    this.pasted.take(inspected);
    this.#fields.show(inspected.findings, inspected.repairs, which);
  }
}
