/**
 * What the person decided about the values in the form, and what the last check found.
 */

/** @import { Entered, Form, Result, Values } from "./messages.d.ts" */

export class Decisions {
  /** @type {Partial<Values>} The unusual values that the person wants to have checked anyway. */
  #confirmed = {};
  /** @type {string[]} The OKX sites that do not know the key. */
  #notFound = [];
  /** Whether the check before led to no answer that helps. */
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
   * Records what a check found.
   *
   * @param {Result} result
   */
  record({ verdict, not_found }) {
    this.#notFound = not_found;
    this.#hasFailed = verdict.outcome === "unusable" || verdict.outcome === "unknown";
  }

  /** Forgets which sites do not know the key: other values are in the form. */
  forgetSites() {
    this.#notFound = [];
  }

  /** Forgets everything. */
  reset() {
    this.#confirmed = {};
    this.#notFound = [];
    this.#hasFailed = false;
  }

  /**
   * Returns what a check is given.
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
