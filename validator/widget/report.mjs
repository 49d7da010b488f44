/**
 * The report for support: what the page knows of itself and of the browser, and the text to copy.
 */

import { copy } from "./copy.mjs";
import { python } from "./python.mjs";

/** @import { Entered, Verdict } from "./messages.d.ts" */

/** The checker's build: the folder, named by a fingerprint, that this script lies in. */
const VERSION = new URL(import.meta.url).pathname.split("/").at(-2) ?? "";

/**
 * What a live test leaves for the report.
 *
 * @typedef {{ asked: string[], requestId: string | null, clockOffSeconds: number | null }} LiveTest
 */

/**
 * Has the core write the report.
 *
 * @param {Entered} values - of which it tells the shape, and nothing else
 * @param {Verdict} verdict
 * @param {string} chosen - the OKX site chosen in the form
 * @param {LiveTest | null} live - null where none was made
 * @param {string} siteUrl - the help center's own address
 * @returns {Promise<string>}
 */
export async function askReport(values, verdict, chosen, live, siteUrl) {
  const page = {
    help_url: new URL(siteUrl, location.href).href,
    version: VERSION,
    user_agent: navigator.userAgent,
    language: navigator.language,
    request_id: live?.requestId ?? null,
    clock_off_seconds: live?.clockOffSeconds ?? null,
  };
  const sites = live?.asked.length ? live.asked : [chosen];
  return (await python.ask({ kind: "report", values, verdict, sites, page })).text;
}

export class Report {
  /** @type {HTMLDetailsElement} */
  #root;

  /** @param {HTMLElement} root - the element with `data-part=report` */
  constructor(root) {
    this.#root = /** @type {HTMLDetailsElement} */ (root);
    const button = this.#part("copy-report");
    button.addEventListener("click", () => {
      const text = this.#part("report-text").textContent ?? "";
      void copy(text, this.#part("report-copied"), button.dataset.copied ?? "");
    });
  }

  /**
   * @param {string} text
   * @param {boolean} isOpen
   */
  show(text, isOpen) {
    this.#part("report-text").textContent = text;
    this.#part("report-copied").textContent = "";
    this.#root.open = isOpen;
  }

  hide() {
    this.show("", false);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-part=${name}]`));
  }
}
