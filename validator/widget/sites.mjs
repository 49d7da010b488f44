/**
 * The choice of the OKX site where the user logs in.
 */

import { findAll, part } from "./part.mjs";

/** @import { Problem } from "./error-summary.mjs" */

export class SiteChoice {
  #root;
  #options;
  /** @type {string | null} The choice before a practice account's site replaced it. */
  #beforePractice = null;
  timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  /** @param {HTMLElement} root - the element with `data-part=sites` */
  constructor(root) {
    this.#root = root;
    this.#options = findAll(root, "input", HTMLInputElement);
    root.addEventListener("change", () => {
      this.#beforePractice = null;
      this.#handleChange();
    });
    this.#suggest();
  }

  get chosen() {
    return this.#options.find((option) => option.checked)?.value ?? "";
  }

  /** @param {string} name */
  choose(name) {
    const option = this.#options.find(({ value }) => value === name);
    if (option !== undefined) {
      option.checked = true;
      this.#handleChange();
    }
  }

  /** @param {string} name - of a practice account's site, chosen until `endPractice` */
  startPractice(name) {
    this.#beforePractice ??= this.chosen;
    this.choose(name);
  }

  /** Restores the choice before the practice, unless the user has chosen since. */
  endPractice() {
    if (this.#beforePractice !== null) {
      for (const option of this.#options) {
        option.checked = option.value === this.#beforePractice;
      }
      this.#beforePractice = null;
      this.#handleChange();
    }
  }

  /**
   * Returns a problem, and shows it, if no site is chosen.
   *
   * @returns {Problem[]}
   */
  checkChosen() {
    const [first] = this.#options;
    const missing = part(this.#root, "no-site");
    missing.hidden = this.chosen !== "";
    if (missing.hidden || first === undefined) {
      return [];
    }
    return [{ text: missing.textContent, id: first.id, focus: () => first.focus() }];
  }

  /** Chooses the site whose region has the device's time zone, if there is one, and says so. */
  #suggest() {
    /** @type {Record<string, string[]>} */
    const zones = JSON.parse(this.#root.dataset.zones ?? "{}");
    const [site] = Object.entries(zones).find(([, names]) => names.includes(this.timeZone)) ?? [];
    if (this.chosen === "" && site !== undefined) {
      this.choose(site);
      part(this.#root, "suggested").hidden = false;
    }
  }

  #handleChange() {
    part(this.#root, "no-site").hidden = true;
    part(this.#root, "suggested").hidden = true;
    part(this.#root, "not-sure").hidden = this.chosen !== "all";
  }
}
