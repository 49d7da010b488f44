/**
 * The summary of what to mend: a link to each field in which something is wrong.
 */

/** @import { Field } from "./field.mjs" */
/** @import { Finding } from "./messages.d.ts" */

/** @typedef {{ finding: Finding, field: Field }} ToMend */

export class Summary {
  /** @type {HTMLElement} */
  #root;
  /** @type {HTMLTemplateElement} */
  #template;

  /** @param {HTMLElement} checker */
  constructor(checker) {
    this.#root = /** @type {HTMLElement} */ (checker.querySelector("[data-part=summary]"));
    this.#template = /** @type {HTMLTemplateElement} */ (
      checker.querySelector("template[data-part=to-field]")
    );
  }

  /** @param {ToMend[]} toMend */
  show(toMend) {
    this.#root.hidden = toMend.length === 0;
    this.#root.replaceChildren(...toMend.map((one) => this.#item(one)));
  }

  /** @param {ToMend} one */
  #item({ finding, field }) {
    const item = /** @type {DocumentFragment} */ (this.#template.content.cloneNode(true));
    const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
    link.href = `#${field.input.id}`;
    link.textContent = `${field.label}: ${finding.title}`;
    link.addEventListener("click", (event) => {
      // As a link it would change the address, which stands for sections and for practice.
      event.preventDefault();
      event.stopPropagation();
      field.input.focus();
      field.input.scrollIntoView({ block: "center" });
    });
    return item;
  }
}
