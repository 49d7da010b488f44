/**
 * What a pasted text held: what was found in it, which key of several to take, and its claims.
 */

import { showFindings } from "./finding.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Choice, Finding, Inspected } from "./messages.d.ts" */

export class Pasted {
  /** @type {HTMLElement} */
  #checker;
  /** @type {Fields} */
  #fields;
  /** @type {(number: number) => void} */
  #choose;
  /** The API key of the text whose summary and claims are shown. */
  #keyOf = "";
  /** The choices that are shown, as JSON. */
  #described = "[]";

  /**
   * @param {HTMLElement} checker
   * @param {Fields} fields
   * @param {(number: number) => void} choose - called with the number of the key to take
   */
  constructor(checker, fields, choose) {
    this.#checker = checker;
    this.#fields = fields;
    this.#choose = choose;
  }

  /**
   * Fills the form with the values of a text that was taken apart, and says what became of it.
   *
   * @param {Inspected} inspected
   */
  take({ fields, summary, findings, choices }) {
    if (fields !== null) {
      this.#fields.fill(fields);
      this.#keyOf = fields.api_key;
      this.#part("found").textContent = summary;
      this.#showClaims(findings.filter((finding) => finding.field === null));
    } else if (this.#keyOf !== this.#fields.values.api_key) {
      this.#part("found").textContent = "";
      this.hideClaims();
    } else if (this.#fields.firstEmpty === undefined) {
      this.#part("found").textContent = "";
    }
    this.#showChoices(choices);
  }

  /** Moves the focus to what the person does next: choose, fill in what is missing, or check. */
  focusNext() {
    const choice = this.#part("choice-list").querySelector("button");
    const missing = this.#fields.firstEmpty?.input;
    (choice ?? missing ?? this.#part("press")).focus();
    if (choice === null) {
      // Above a phone's keyboard, and below what was found.
      missing?.scrollIntoView({ block: "center" });
    }
  }

  hide() {
    this.#part("found").textContent = "";
    this.#showChoices([]);
    this.hideClaims();
  }

  hideClaims() {
    this.#showClaims([]);
  }

  /** @param {Choice[]} choices */
  #showChoices(choices) {
    const described = JSON.stringify(choices);
    if (described === this.#described) {
      return; // the focus may be on one of them
    }
    this.#described = described;
    this.#part("choices").hidden = choices.length === 0;
    this.#part("choice-list").replaceChildren(...choices.map(this.#choiceItem, this));
  }

  /**
   * @param {Choice} choice
   * @param {number} number
   */
  #choiceItem({ label, last }, number) {
    const template = /** @type {HTMLTemplateElement} */ (this.#part("choice"));
    const item = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const button = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
    const name = /** @type {HTMLElement} */ (item.querySelector("[data-part=label]"));
    name.textContent = label || name.textContent;
    /** @type {HTMLElement} */ (item.querySelector("[data-part=last]")).textContent = last;
    button.addEventListener("click", () => this.#choose(number));
    return item;
  }

  /** @param {Finding[]} claims */
  #showClaims(claims) {
    this.#part("claims").hidden = claims.length === 0;
    showFindings(this.#part("claimed"), claims);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#checker.querySelector(`[data-part=${name}]`));
  }
}
