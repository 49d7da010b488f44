/**
 * The three fields of the form together.
 */

import { Field } from "./field.mjs";
import { findAll } from "./part.mjs";

/** @import { Problem } from "./error-summary.mjs" */
/** @import { Entered, Finding, Repair, Values } from "./messages.d.ts" */

export class Fields {
  /** @type {Field[]} */
  #fields = [];

  /**
   * @param {HTMLElement} root
   * @param {(how: "pasted" | "typed" | "left") => void} changed - called after each change
   */
  constructor(root, changed) {
    this.changed = changed;
    for (const field of findAll(root, "[data-field]")) {
      this.#fields.push(new Field(field, changed));
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

  get hasFocus() {
    return this.#fields.some((field) => field.input === document.activeElement);
  }

  /** @param {string | null} name - of the field to go to, or null for the first */
  focus(name) {
    (this.#fields.find((field) => field.name === name) ?? this.#fields[0])?.focus();
  }

  /** The first field in which nothing stands; undefined if none. */
  get firstEmpty() {
    return this.#fields.find((field) => field.isEmpty);
  }

  /** Forgets what was decided about values that are gone. */
  forgetDecisions() {
    for (const field of this.#fields) {
      field.forgetDecisions();
    }
  }

  /**
   * Whether these values stand in the form, all three.
   *
   * @param {Values | null} values
   */
  matches(values) {
    return this.#fields.every((field) => field.value === values?.[field.name]);
  }

  get isEmpty() {
    return this.#fields.every((field) => field.isEmpty);
  }

  get hasFindings() {
    return this.#fields.some((field) => field.hasFindings);
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
        (which === "touched" && field.mayShowFindings) ||
        (which === "fewer" && field.hasFindings);
      field.show(isDue ? findings.filter(isOwn) : [], isDue ? repairs.filter(isOwn) : []);
    }
  }

  /**
   * Returns what has to be fixed in the fields: errors alone if there are any.
   *
   * @param {Finding[]} findings
   * @returns {Problem[]}
   */
  toFix(findings) {
    const errors = findings.filter((finding) => finding.severity === "error");
    return (errors.length > 0 ? errors : findings).flatMap((finding) => {
      const field = this.#fields.find(({ name }) => name === finding.field);
      const text = `${field?.label}: ${finding.title}`;
      return field ? [{ text, id: field.input.id, focus: () => field.focus() }] : [];
    });
  }
}
