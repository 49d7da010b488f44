/**
 * The result of a check: headline, findings, and what can be done next.
 */

import { copy } from "./copy.mjs";
import { showFindings } from "./finding.mjs";
import { Report } from "./report.mjs";
import { SentList } from "./sent.mjs";
import { Summary } from "./summary.mjs";

/** @import { SentRequest, Site, Values, Verdict } from "./messages.d.ts" */
/** @import { ToMend } from "./summary.mjs" */

/**
 * What there is to show. `hosts` are those of OKX's that were asked, `cleaned` what to copy from
 * here after a green result, `unconfirmed` the unusual values that are sent only if the person says
 * so; for practice nothing was sent.
 *
 * @typedef {object} Shown
 * @property {Verdict} verdict
 * @property {Partial<Values>} unconfirmed
 * @property {string} report
 * @property {boolean} isPractice
 * @property {string[]} hosts
 * @property {SentRequest[]} sent
 * @property {number | null} clockOffSeconds
 * @property {Values | null} cleaned
 */

/**
 * What the buttons of a result do.
 *
 * @typedef {object} Actions
 * @property {() => void} again
 * @property {(values: Partial<Values>) => void} confirm
 * @property {(sites: string[]) => void} others
 */

export class Result {
  /** @type {HTMLElement} */
  #root;
  /** @type {SentList} */
  #sent;
  /** @type {Report} */
  #report;
  /** @type {Summary} */
  #summary;
  /** @type {Values | null} */
  #cleaned = null;
  /** @type {string[]} */
  #others = [];
  /** @type {Partial<Values>} */
  #unconfirmed = {};

  /**
   * @param {HTMLElement} root - the element with `data-part=result`
   * @param {Actions} actions
   */
  constructor(root, actions) {
    this.#root = root;
    this.#sent = new SentList(this.#part("sent"));
    this.#report = new Report(this.#part("report"));
    this.#summary = new Summary(/** @type {HTMLElement} */ (root.closest("key-checker")));
    this.#part("again").addEventListener("click", actions.again);
    this.#part("confirm").addEventListener("click", () => actions.confirm(this.#unconfirmed));
    this.#part("try-others").addEventListener("click", () => actions.others(this.#others));
    for (const button of root.querySelectorAll("button[data-copy]")) {
      button.addEventListener("click", () => void this.#copy(/** @type {any} */ (button)));
    }
  }

  /**
   * @param {Shown} shown
   * @param {ToMend[]} toMend - what is wrong with the values, before anybody can be asked
   */
  show(shown, toMend) {
    const { verdict, report, isPractice, hosts, sent, clockOffSeconds, cleaned } = shown;
    this.#cleaned = cleaned;
    const root = this.#root;
    root.dataset.outcome = verdict.outcome ?? "none";
    root.toggleAttribute("data-practice", isPractice);
    root.hidden = false;
    this.#part("practice").hidden = !isPractice;
    const headline = this.#part("headline");
    headline.textContent = verdict.headline;
    /** @type {HTMLElement} */ (headline.parentElement).dataset.severity =
      toMend[0]?.finding.severity ?? "";
    this.#summary.show(toMend);
    // What stands under a field already is not said twice, but where one has to go back to it.
    const isAsked = verdict.outcome !== null;
    const general = verdict.findings.filter((one) => isAsked || one.field === null);
    showFindings(this.#part("findings"), general);
    this.#part("expiry").hidden = verdict.expiry === null;
    this.#part("expiry").dataset.expiry = verdict.expiry ?? "";
    this.#part("expiry-text").textContent = verdict.expiry_text;
    this.#showUnconfirmed(shown.unconfirmed);
    this.#showOthers(verdict.other_sites ?? []);
    this.#showClock(clockOffSeconds);
    this.#sent.show(sent, hosts);
    this.#part("next").hidden = cleaned === null;
    // Support is asked about OKX's answers, not about slips in the form or practice.
    this.#report.show(report, isAsked && cleaned === null && !isPractice);
    headline.focus({ preventScroll: true });
    headline.scrollIntoView({ block: "nearest" });
  }

  hide() {
    this.#cleaned = null;
    this.#showUnconfirmed({});
    this.#root.hidden = true;
    delete this.#root.dataset.outcome;
    for (const name of ["headline", "expiry-text", "copied"]) {
      this.#part(name).textContent = "";
    }
    this.#part("findings").replaceChildren();
    this.#summary.show([]);
    this.#sent.hide();
    this.#report.hide();
  }

  /** @param {Partial<Values>} values */
  #showUnconfirmed(values) {
    this.#unconfirmed = values;
    const names = Object.keys(values);
    this.#part("unusual").hidden = names.length === 0;
    this.#part("unusual").dataset.fields = names.join(" ");
  }

  /** @param {Site[]} sites */
  #showOthers(sites) {
    this.#others = sites.map((site) => site.name);
    this.#part("others").hidden = sites.length === 0;
    this.#part("other-logins").textContent = sites.map((site) => site.login_host).join(", ");
    this.#part("other-hosts").textContent = sites.map((site) => site.api_host).join(", ");
  }

  /** @param {number | null} seconds */
  #showClock(seconds) {
    const note = this.#part("clock");
    note.hidden = seconds === null;
    note.dataset.direction = (seconds ?? 0) > 0 ? "ahead" : "behind";
    this.#part("clock-seconds").textContent = String(Math.abs(seconds ?? 0));
  }

  /** @param {HTMLButtonElement} button */
  async #copy(button) {
    const name = /** @type {keyof Values} */ (button.dataset.copy);
    const value = this.#cleaned?.[name] ?? "";
    await copy(value, this.#part("copied"), button.dataset.copied ?? "");
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-part=${name}]`));
  }
}
