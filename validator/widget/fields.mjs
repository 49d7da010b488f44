/**
 * The three fields of the form together.
 */

import { Field } from "./field.mjs";

/** @import { Finding, Values } from "./messages.d.ts" */

export class Fields {
  /** @type {Field[]} */
  #fields = [];

  /**
   * @param {HTMLElement} root
   * @param {(how: "pasted" | "typed" | "left") => void} changed - called after each change
   */
  constructor(root, changed) {
    for (const one of root.querySelectorAll("[data-field]")) {
      this.#fields.push(new Field(/** @type {HTMLElement} */ (one), changed));
    }
  }

  /** @returns {Values} */
  get values() {
    const pairs = this.#fields.map((field) => [field.name, field.value]);
    return /** @type {Values} */ (Object.fromEntries(pairs));
  }

  /** Forgets a check of values that are gone: an empty form is no longer called incomplete. */
  startOver() {
    for (const field of this.#fields) {
      field.wasPressed = false;
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
   * @param {"all" | "touched" | "fewer"} which
   */
  show(findings, which) {
    for (const field of this.#fields) {
      field.wasPressed ||= which === "all";
      const own = findings.filter((one) => one.field === field.name);
      const isDue =
        which === "all" ||
        (which === "touched" && field.isDue) ||
        (which === "fewer" && field.showsFindings);
      field.show(isDue ? own : []);
    }
  }

  /**
   * What of some findings stands under a field, errors alone if there are any.
   *
   * @param {Finding[]} findings
   */
  toMend(findings) {
    const errors = findings.filter((one) => one.severity === "error");
    return (errors.length > 0 ? errors : findings).flatMap((finding) => {
      const field = this.#fields.find((one) => one.name === finding.field);
      return field ? [{ finding, field }] : [];
    });
  }
}
