/**
 * The user's decisions about the values in the form, and the outcome of the last check.
 */

/** @import { Entered, Form, Result, Values } from "./messages.d.ts" */

export class Decisions {
  /** @type {Partial<Values>} Unusual values to check anyway. */
  #confirmed = {};
  /** @type {string[]} The OKX sites that do not know the key. */
  #notFound = [];
  /** Whether the last check did not help. */
  #hasFailed = false;

  /**
   * Records values as confirmed, until the form is cleared.
   *
   * @param {Partial<Values>} values - as they would be sent
   */
  confirm(values) {
    this.#confirmed = { ...this.#confirmed, ...values };
  }

  /**
   * Records the outcome of a check.
   *
   * @param {Result} result
   */
  record({ verdict, not_found }) {
    this.#notFound = not_found;
    this.#hasFailed = verdict.outcome === "unusable" || verdict.outcome === "unknown";
  }

  /** Forgets which sites do not know the key, once the values have changed. */
  forgetSites() {
    this.#notFound = [];
  }

  reset() {
    this.#confirmed = {};
    this.#notFound = [];
    this.#hasFailed = false;
  }

  /**
   * Returns the input of a check.
   *
   * @param {Entered} entered
   * @param {{ chosen: string, timeZone: string }} sites
   * @param {string[]} agreed - further sites that the user agreed to ask
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
