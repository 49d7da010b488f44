/**
 * The report for support: what the page knows of itself and of the browser, and the text to copy.
 */

import { copy } from "./copy.mjs";
import { python } from "./python.mjs";

/** @import { Values, Verdict } from "./messages.d.ts" */

/** The checker's build: the folder, named by a fingerprint, that this script lies in. */
const VERSION = new URL(import.meta.url).pathname.split("/").at(-2) ?? "";

/** How browsers that do not name themselves are told apart; the first that fits counts. */
const BROWSERS = [
  { name: "Edge", pattern: /Edg\w*\/(\d+)/ },
  { name: "Opera", pattern: /OPR\/(\d+)/ },
  { name: "Samsung Internet", pattern: /SamsungBrowser\/(\d+)/ },
  { name: "Firefox", pattern: /(?:Firefox|FxiOS)\/(\d+)/ },
  { name: "Chrome", pattern: /(?:Chrome|CriOS)\/(\d+)/ },
  { name: "Safari", pattern: /Version\/(\d+).*Safari/ },
];

/** The browser's name and major version, and nothing else of it. */
function browser() {
  /** @type {{ brand: string, version: string }[]} */
  const brands = /** @type {any} */ (navigator).userAgentData?.brands ?? [];
  // One of the brands is made up by the browser, and one names the engine.
  const real = brands.filter((one) => !/not.*brand/i.test(one.brand));
  const own = real.find((one) => one.brand !== "Chromium") ?? real[0];
  if (own) {
    return `${own.brand} ${own.version}`;
  }
  const found = BROWSERS.map(({ name, pattern }) => {
    const major = pattern.exec(navigator.userAgent)?.[1];
    return major && `${name} ${major}`;
  });
  return found.find(Boolean) ?? "";
}

/**
 * What a live test leaves for the report.
 *
 * @typedef {{ asked: string[], requestId: string | null, clockOffSeconds: number | null }} LiveTest
 */

/**
 * Has the core write the report.
 *
 * @param {Values} values - of which it tells the shape, and nothing else
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
    browser: browser(),
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
