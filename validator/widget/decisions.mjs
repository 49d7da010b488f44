/**
 * What the person decided, and what was found out, about the values that stand in the form.
 */

/** @import { Entered, Form, Result, Values } from "./messages.d.ts" */

export class Decisions {
  /** @type {Partial<Values>} The unusual values that the person wants to be checked all the same. */
  #confirmed = {};
  /** @type {string[]} The OKX sites that do not know the key. */
  #notFound = [];
  /** Whether the check before led to no answer that helps. */
  #hasFailed = false;

  /**
   * Each confirmed value holds as it is, until the form is cleared.
   *
   * @param {Partial<Values>} values - as they would be sent
   */
  confirm(values) {
    this.#confirmed = { ...this.#confirmed, ...values };
  }

  /** @param {Result} result */
  record({ verdict, not_found }) {
    this.#notFound = not_found;
    this.#hasFailed = verdict.outcome === "unusable" || verdict.outcome === "unknown";
  }

  /** Other values stand in the form. */
  forgetSites() {
    this.#notFound = [];
  }

  reset() {
    this.#confirmed = {};
    this.#notFound = [];
    this.#hasFailed = false;
  }

  /**
   * Returns what a check of the form is about.
   *
   * @param {Entered} entered
   * @param {{ chosen: string, timeZone: string }} sites
   * @param {string[]} agreed - further sites that the person agreed to
   * @returns {Form}
   */
  toForm(entered, { chosen, timeZone }, agreed) {
    return {
      ...entered,
      site: chosen,
      agreed,
      not_found: agreed.length > 0 ? this.#notFound : [],
      confirmed: this.#confirmed,
      time_zone: timeZone,
      failed_before: this.#hasFailed,
    };
  }
}
