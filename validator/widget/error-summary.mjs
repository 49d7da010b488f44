/**
 * The summary of errors on top of the form: a link to each field that has to be fixed, and the
 * question whether unusual values should be sent.
 */

import { checkerOf, clone, part } from "./part.mjs";

/** @import { Values } from "./messages.d.ts" */

/**
 * What is wrong, the id of the input at fault, and how to get there.
 *
 * @typedef {{ text: string, id: string, focus: () => void }} Problem
 */

export class ErrorSummary {
  /** @type {HTMLElement} */
  #root;
  /** @type {Partial<Values>} */
  #unconfirmed = {};

  /**
   * @param {HTMLElement} checker
   * @param {(values: Partial<Values>) => void} confirm - checks these values anyway
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
      // As a link it would change the address, which stands for sections and for practice.
      event.preventDefault();
      focus();
    });
    return item;
  }
}
