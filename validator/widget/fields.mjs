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
   * @param {(how: "pasted" | "typed" | "left") => void} handleChange - called after each change
   */
  constructor(root, handleChange) {
    this.handleChange = handleChange;
    for (const field of findAll(root, "[data-field]")) {
      this.#fields.push(new Field(field, handleChange));
    }
  }

  /** @returns {Values} */
  get values() {
    const values = { api_key: "", secret_key: "", passphrase: "" };
    for (const field of this.#fields) {
      values[field.name] = field.value;
    }
    return values;
  }

  /**
   * The values with the user's decisions about them.
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

  /** Scrolls so that the findings about the focused field are in view. */
  reveal() {
    this.#fields.find((field) => field.input === document.activeElement)?.reveal();
  }

  /** The first empty field, if any. */
  get firstEmpty() {
    return this.#fields.find((field) => field.isEmpty);
  }

  forgetDecisions() {
    for (const field of this.#fields) {
      field.forgetDecisions();
    }
  }

  /**
   * Whether all three fields hold these values.
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
   * Returns the problems to show at the top: the errors, or else all findings about fields.
   *
   * @param {Finding[]} findings
   * @returns {Problem[]}
   */
  problems(findings) {
    const errors = findings.filter((finding) => finding.severity === "error");
    return (errors.length > 0 ? errors : findings).flatMap((finding) => {
      const field = this.#fields.find(({ name }) => name === finding.field);
      const text = `${field?.label}: ${finding.title}`;
      return field ? [{ text, id: field.input.id, focus: () => field.focus() }] : [];
    });
  }
}
