/**
 * The form, folded into one line while a result is at the top of the screen.
 */

import { part } from "./part.mjs";

/** @import { Result } from "./messages.d.ts" */

export class FoldedForm {
  #checker;

  /**
   * @param {HTMLElement} checker
   * @param {() => void} edit - called when the user presses *Edit*
   */
  constructor(checker, edit) {
    this.#checker = checker;
    part(checker, "edit").addEventListener("click", edit);
  }

  /**
   * Folds the form into a line that names the key and its sites.
   *
   * @param {Result} result
   */
  fold({ key, asked, site }) {
    const named = asked.filter(({ name }) => site === null || name === site);
    part(this.#checker, "folded-key").textContent = key;
    part(this.#checker, "folded-where").hidden = named.length === 0;
    part(this.#checker, "folded-known").hidden = site === null;
    part(this.#checker, "folded-asked").hidden = site !== null;
    const domains = named.map(({ domain }) => domain);
    part(this.#checker, "folded-sites").textContent = domains.join(", ");
    this.#setFolded(true);
  }

  unfold() {
    part(this.#checker, "folded-key").textContent = "";
    this.#setFolded(false);
  }

  /** @param {boolean} isFolded */
  #setFolded(isFolded) {
    part(this.#checker, "folded").hidden = !isFolded;
    part(this.#checker, "form").hidden = isFolded;
  }
}
