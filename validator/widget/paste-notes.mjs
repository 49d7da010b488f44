/**
 * Notes on a pasted text: the values found in it, a choice between several keys, and its claims.
 */

import { showFindings } from "./finding.mjs";
import { clone, part } from "./part.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Choice, Finding, Inspected, Values } from "./messages.d.ts" */

export class PasteNotes {
  #checker;
  #fields;
  #choose;
  /** The API key that the summary and the claims shown are about. */
  #shownKey = "";
  /** The choices shown, as JSON. */
  #shownChoices = "[]";
  /** @type {Values | null} The values in their own fields, if two were swapped. */
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
   * Fills the form with the values of a text that was split up, and says what was found.
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

  /** Focuses the next step: choosing a key, filling in a missing value, or checking. */
  focusNext() {
    const choice = part(this.#checker, "choice-list").querySelector("button");
    const next = choice ?? this.#fields.firstEmpty?.input ?? part(this.#checker, "press");
    next.focus({ preventScroll: true });
    // The summary goes to the top, so that the next step stays above a phone's keyboard.
    part(this.#checker, "found").scrollIntoView({ block: "start" });
    next.scrollIntoView({ block: "nearest" });
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
      return; // one of them may have the focus
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
      this.#fields.handleChange("pasted");
    }
  }

  /** @param {Finding[]} claims */
  #showClaims(claims) {
    part(this.#checker, "claims").hidden = claims.length === 0;
    showFindings(part(this.#checker, "claimed"), claims);
  }
}
