/**
 * The report for support: its text to copy, and a link to support.
 */

import { copy } from "./copy.mjs";
import { part } from "./part.mjs";

/** @import { Page } from "./messages.d.ts" */

/** The checker's build: the fingerprint that names this script's folder. */
const VERSION = new URL(import.meta.url).pathname.split("/").at(-2) ?? "";
/** The longest report in a `mailto:` address, in characters; browsers limit addresses. */
const MAIL_LIMIT = 1_500;

/**
 * Returns the facts of the page that the core needs.
 *
 * @param {DOMStringMap} settings - of the checker
 * @returns {Page}
 */
export function describePage(settings) {
  const api = new URL(settings.api ?? "", location.href);
  return {
    help_url: new URL(settings.site ?? "", location.href).href,
    version: VERSION,
    user_agent: navigator.userAgent,
    language: navigator.language,
    api_host: api.host,
    api_path: api.pathname,
  };
}

export class ReportView {
  #root;
  #support;

  /**
   * @param {HTMLDetailsElement} root - the part `report`
   * @param {string} support - the address of support: https or `mailto:`
   */
  constructor(root, support) {
    this.#root = root;
    this.#support = support;
    part(root, "copy-report").addEventListener("click", () => void this.#copy());
  }

  /**
   * Returns the address of support; for an email, with the report as its text.
   *
   * @param {string} report
   */
  supportAddress(report) {
    if (!this.#support.startsWith("mailto:")) {
      return this.#support;
    }
    const start = this.#support.includes("?") ? "&" : "?";
    return `${this.#support}${start}body=${encodeURIComponent(report.slice(0, MAIL_LIMIT))}`;
  }

  /**
   * @param {string} text
   * @param {boolean} isOpen
   */
  show(text, isOpen) {
    part(this.#root, "report-text").textContent = text;
    part(this.#root, "report-copied").textContent = "";
    part(this.#root, "open-support").hidden = true;
    part(this.#root, "support", HTMLAnchorElement).href = this.supportAddress(text);
    this.#root.open = isOpen;
  }

  hide() {
    this.show("", false);
  }

  async #copy() {
    const text = part(this.#root, "report-text").textContent ?? "";
    const done = part(this.#root, "copy-report").dataset.copied ?? "";
    const wasCopied = await copy(text, part(this.#root, "report-copied"), done);
    part(this.#root, "open-support").hidden = !wasCopied;
  }
}
