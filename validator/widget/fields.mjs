/**
 * The three fields of the form together.
 */

import { Field } from "./field.mjs";

/** @import { Entered, Finding, Repair, Values } from "./messages.d.ts" */

export class Fields {
  /** @type {Field[]} */
  #fields = [];

  /**
   * @param {HTMLElement} root
   * @param {(how: "pasted" | "typed" | "left") => void} changed - called after each change
   */
  constructor(root, changed) {
    for (const field of root.querySelectorAll("[data-field]")) {
      this.#fields.push(new Field(/** @type {HTMLElement} */ (field), changed));
    }
  }

  /** @returns {Values} */
  get values() {
    const pairs = this.#fields.map((field) => [field.name, field.value]);
    return /** @type {Values} */ (Object.fromEntries(pairs));
  }

  /**
   * The values with what the person decided about them.
   *
   * @returns {Entered}
   */
  get entered() {
    const kept = this.#fields.filter((field) => field.isKept);
    const undone = Object.fromEntries(kept.map((field) => [field.name, field.value]));
    return { ...this.values, undone };
  }

  get haveFocus() {
    return this.#fields.some((field) => field.input === document.activeElement);
  }

  /** The first field in which nothing stands; undefined if none. */
  get firstEmpty() {
    return this.#fields.find((field) => field.isEmpty);
  }

  /** Forgets what was decided about values that are gone. */
  startOver() {
    for (const field of this.#fields) {
      field.startOver();
    }
  }

  /**
   * Whether these values stand in the form, all three.
   *
   * @param {Values} values
   */
  hold(values) {
    return this.#fields.every((field) => field.value === values[field.name]);
  }

  get areEmpty() {
    return this.#fields.every((field) => field.isEmpty);
  }

  get showFindings() {
    return this.#fields.some((field) => field.showsFindings);
  }

  /** @param {Values} values */
  fill(values) {
    for (const field of this.#fields) {
      field.fill(values[field.name]);
    }
  }

  clear() {
    for (const field of this.#fields) {
      field.clear();
    }
  }

  /**
   * @param {Finding[]} findings
   * @param {Repair[]} repairs
   * @param {"all" | "touched" | "fewer"} which
   */
  show(findings, repairs, which) {
    for (const field of this.#fields) {
      field.wasPressed ||= which === "all";
      const isOwn = (/** @type {{ field: string | null }} */ about) => about.field === field.name;
      const isDue =
        which === "all" ||
        (which === "touched" && field.isDue) ||
        (which === "fewer" && field.showsFindings);
      field.show(isDue ? findings.filter(isOwn) : [], isDue ? repairs.filter(isOwn) : []);
    }
  }

  /**
   * What of some findings stands under a field, errors alone if there are any.
   *
   * @param {Finding[]} findings
   */
  toMend(findings) {
    const errors = findings.filter((finding) => finding.severity === "error");
    return (errors.length > 0 ? errors : findings).flatMap((finding) => {
      const field = this.#fields.find(({ name }) => name === finding.field);
      return field ? [{ finding, field }] : [];
    });
  }
}
