/**
 * The choice of the OKX site where the person logs in.
 */

/** @import { Verdict } from "./messages.d.ts" */

export class Sites {
  /** @type {HTMLElement} */
  #root;

  /** @param {HTMLElement} root - the element with `data-part=sites` */
  constructor(root) {
    this.#root = root;
  }

  get chosen() {
    const chosen = /** @type {HTMLInputElement | null} */ (
      this.#root.querySelector("input:checked")
    );
    return chosen?.value ?? "";
  }

  /** @param {string} name */
  choose(name) {
    const input = this.#input(name);
    if (input) {
      input.checked = true;
    }
  }

  /**
   * Chooses the site that knew the key.
   *
   * @param {Verdict} verdict
   * @param {string[]} asked - the last of them knew it, if any did
   */
  chooseKnown(verdict, asked) {
    const last = asked.at(-1);
    if (verdict.is_known === true && last !== undefined && last !== this.chosen) {
      this.choose(last);
    }
  }

  /**
   * The host of OKX's that answers for a site's keys.
   *
   * @param {string} name
   */
  apiHost(name) {
    return this.#input(name)?.dataset.apiHost ?? name;
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement | null} */ (
      this.#root.querySelector(`input[value="${name}"][data-api-host]`)
    );
  }
}
