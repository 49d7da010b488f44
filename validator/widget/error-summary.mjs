/**
 * The summary of errors above the form: a link to each field with an error, and the question
 * whether to send unusual values.
 */

import { checkerOf, clone, part } from "./part.mjs";

/** @import { Values } from "./messages.d.ts" */

/**
 * A message, the id of the input that it is about, and a function that focuses the input.
 *
 * @typedef {{ text: string, id: string, focus: () => void }} Problem
 */

export class ErrorSummary {
  #root;
  /** @type {Partial<Values>} */
  #unconfirmed = {};

  /**
   * @param {HTMLElement} checker
   * @param {(values: Partial<Values>) => void} confirm - called to check these values anyway
   */
  constructor(checker, confirm) {
    this.#root = part(checker, "problem");
    part(checker, "confirm").addEventListener("click", () => confirm(this.#unconfirmed));
  }

  /**
   * @param {Problem[]} problems
   * @param {Partial<Values>} unconfirmed - the values to ask about
   */
  show(problems, unconfirmed) {
    this.#unconfirmed = unconfirmed;
    const names = Object.keys(unconfirmed);
    this.#root.hidden = false;
    this.#root.dataset.severity = names.length > 0 ? "warning" : "error";
    this.#root.dataset.fields = names.join(" ");
    part(this.#root, "unusual").hidden = names.length === 0;
    part(this.#root, "summary").replaceChildren(...problems.map((problem) => this.#item(problem)));
    this.#root.focus();
  }

  hide() {
    this.#unconfirmed = {};
    this.#root.hidden = true;
    part(this.#root, "summary").replaceChildren();
  }

  /** @param {Problem} problem */
  #item({ text, id, focus }) {
    const item = clone(checkerOf(this.#root), "to-field");
    const link = part(item, "field-link", HTMLAnchorElement);
    link.href = `#${id}`;
    link.textContent = text;
    link.addEventListener("click", (event) => {
      // Following the link would change the address, which names a section or a finding to try.
      event.preventDefault();
      focus();
    });
    return item;
  }
}
