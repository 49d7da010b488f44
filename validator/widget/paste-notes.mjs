/**
 * What a pasted text held: what was found in it, which key of several to take, and its claims.
 */

import { showFindings } from "./finding.mjs";
import { clone, part } from "./part.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Choice, Finding, Inspected, Values } from "./messages.d.ts" */

export class PasteNotes {
  /** @type {HTMLElement} */
  #checker;
  /** @type {Fields} */
  #fields;
  /** @type {(number: number) => void} */
  #choose;
  /** The API key of the text whose summary and claims are shown. */
  #shownKey = "";
  /** The choices that are shown, as JSON. */
  #shownChoices = "[]";
  /** @type {Values | null} Values that stand in each other's fields, each in its own. */
  #swapped = null;

  /**
   * @param {HTMLElement} checker
   * @param {Fields} fields
   * @param {(number: number) => void} choose - called with the number of the key to take
   */
  constructor(checker, fields, choose) {
    this.#checker = checker;
    this.#fields = fields;
    this.#choose = choose;
    part(this.#checker, "swap-values").addEventListener("click", () => this.#swap());
  }

  /**
   * Fills the form with the values of a text that was taken apart, and says what became of it.
   *
   * @param {Inspected} inspected
   */
  show({ fields, summary, findings, choices, swapped }) {
    if (fields !== null) {
      this.#fields.fill(fields);
      this.#shownKey = fields.api_key;
      part(this.#checker, "found").textContent = summary;
      this.#showClaims(findings.filter((finding) => finding.field === null));
    } else if (this.#shownKey !== this.#fields.values.api_key) {
      part(this.#checker, "found").textContent = "";
      this.hideClaims();
    } else if (this.#fields.firstEmpty === undefined) {
      part(this.#checker, "found").textContent = "";
    }
    this.#showChoices(choices);
    this.#showSwapped(swapped);
  }

  /** Moves the focus to what the person does next: choose, fill in what is missing, or check. */
  focusNext() {
    const choice = part(this.#checker, "choice-list").querySelector("button");
    const missing = this.#fields.firstEmpty?.input;
    (choice ?? missing ?? part(this.#checker, "press")).focus();
    if (choice === null) {
      // Above a phone's keyboard, and below what was found.
      missing?.scrollIntoView({ block: "center" });
    }
  }

  hide() {
    this.#shownKey = "";
    part(this.#checker, "found").textContent = "";
    this.#showChoices([]);
    this.#showSwapped(null);
    this.hideClaims();
  }

  hideClaims() {
    this.#showClaims([]);
  }

  /** @param {Choice[]} choices */
  #showChoices(choices) {
    const described = JSON.stringify(choices);
    if (described === this.#shownChoices) {
      return; // the focus may be on one of them
    }
    this.#shownChoices = described;
    part(this.#checker, "choices").hidden = choices.length === 0;
    part(this.#checker, "choice-list").replaceChildren(...choices.map(this.#choiceItem, this));
  }

  /**
   * @param {Choice} choice
   * @param {number} number
   */
  #choiceItem({ label, last }, number) {
    const item = clone(this.#checker, "choice");
    const name = part(item, "label");
    name.textContent = label || name.textContent;
    part(item, "last").textContent = last;
    part(item, "choose").addEventListener("click", () => this.#choose(number));
    return item;
  }

  /** @param {Values | null} swapped */
  #showSwapped(swapped) {
    this.#swapped = swapped;
    part(this.#checker, "swap").hidden = swapped === null;
  }

  #swap() {
    if (this.#swapped !== null) {
      this.#fields.fill(this.#swapped);
      this.#fields.changed("pasted");
    }
  }

  /** @param {Finding[]} claims */
  #showClaims(claims) {
    part(this.#checker, "claims").hidden = claims.length === 0;
    showFindings(part(this.#checker, "claimed"), claims);
  }
}
