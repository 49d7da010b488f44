/**
 * The result of a check: a headline, one next step, notes and details.
 */

import { copy, CopySteps } from "./copy.mjs";
import { part, showText } from "./part.mjs";
import { ReportView } from "./report.mjs";
import { SentList } from "./sent.mjs";

/** @import { Action, FieldName, Result as Shown } from "./messages.d.ts" */

/** The actions that are withdrawn once the values have changed. */
const ONLY_FOR_THESE_VALUES = new Set(["try-sites", "confirm-ip"]);

/**
 * The handlers of a result's buttons.
 *
 * @typedef {object} Handlers
 * @property {() => void} again
 * @property {(sites: string[]) => void} ask - asks further sites: the press is the consent
 * @property {(field: FieldName | null) => void} edit
 */

export class ResultView {
  #root;
  #settings;
  #handlers;
  #sent;
  #report;
  #steps;
  /** @type {Shown | null} */
  #shown = null;

  /**
   * @param {HTMLElement} root - the element with `data-part=result`
   * @param {DOMStringMap} settings - of the checker
   * @param {Handlers} handlers
   */
  constructor(root, settings, handlers) {
    this.#root = root;
    this.#settings = settings;
    this.#handlers = handlers;
    this.#sent = new SentList(part(root, "sent", HTMLDetailsElement));
    this.#report = new ReportView(part(root, "report", HTMLDetailsElement), settings.support ?? "");
    this.#steps = new CopySteps(root);
    part(root, "act").addEventListener("click", () => this.#act());
    part(root, "again").addEventListener("click", handlers.again);
    part(root, "others").addEventListener("click", () => handlers.ask(this.#otherSites));
    part(root, "copy-ip").addEventListener("click", () => {
      const status = part(root, "copied");
      void copy(part(root, "ip").textContent, status, status.dataset.done ?? "");
    });
  }

  /**
   * @param {Shown} shown
   * @param {boolean} isPractice
   */
  show(shown, isPractice) {
    this.#shown = shown;
    const { verdict } = shown;
    const { action } = verdict;
    const root = this.#root;
    root.hidden = false;
    root.dataset.outcome = verdict.outcome ?? "none";
    root.dataset.cause = verdict.cause;
    root.dataset.action = action.kind;
    root.removeAttribute("data-stale");
    root.toggleAttribute("data-practice", isPractice);
    part(root, "stale").hidden = true;
    part(root, "headline").textContent = verdict.headline;
    showText(part(root, "okx-code"), verdict.okx_code, part(root, "okx-code-digits"));
    part(root, "explanation").textContent = verdict.explanation;
    part(root, "copied").textContent = "";
    this.#showAction(action, shown.report, isPractice);
    this.#showNotes([...verdict.notes, ...(shown.clock_note === null ? [] : [shown.clock_note])]);
    const { troubleshooting } = this.#settings;
    part(root, "more", HTMLAnchorElement).href = `${troubleshooting}#${verdict.cause}`;
    this.#sent.show(shown);
    this.#report.show(shown.report, shown.opens_report && !isPractice);
  }

  /** Dims the result while the form is open, so that the form's button stands out. */
  stepBack() {
    this.#root.toggleAttribute("data-stale", this.#shown !== null);
  }

  /** Marks the result as one for other values, and withdraws what was agreed to for those. */
  markStale() {
    if (this.#shown !== null) {
      this.stepBack();
      part(this.#root, "stale").hidden = false;
      part(this.#root, "others").hidden = true;
      if (ONLY_FOR_THESE_VALUES.has(this.#shown.verdict.action.kind)) {
        part(this.#root, "act").hidden = true;
      }
    }
  }

  /** Hides the buttons that need the values, and keeps the result. */
  removeValues() {
    if (this.#shown !== null) {
      this.#steps.hide();
      this.markStale();
      part(this.#root, "act").hidden = true;
      part(this.#root, "again").hidden = true;
      this.#shown = null;
    }
  }

  hide() {
    this.#shown = null;
    this.#steps.hide();
    this.#sent.hide();
    this.#report.hide();
    this.#root.hidden = true;
    for (const name of ["outcome", "cause", "action"]) {
      delete this.#root.dataset[name];
    }
    for (const name of ["headline", "explanation", "okx-code-digits", "ip"]) {
      part(this.#root, name).textContent = "";
    }
    for (const name of ["act-link", "guide", "more"]) {
      part(this.#root, name).removeAttribute("href");
    }
    this.#showNotes([]);
  }

  focus() {
    part(this.#root, "headline").focus({ preventScroll: true });
  }

  /**
   * @param {Action} action
   * @param {string} report
   * @param {boolean} isPractice - hides the buttons that need a real key
   */
  #showAction(action, report, isPractice) {
    const root = this.#root;
    const { kind, label } = action;
    const isContinue = kind === "continue";
    const address = kind === "contact-support" ? this.#report.supportAddress(report) : action.address;
    const link = part(root, "act-link", HTMLAnchorElement);
    showText(link, address === null ? null : label, part(root, "act-link-label"));
    link.href = address ?? "";
    showText(part(root, "act"), isContinue || address !== null ? null : label);
    showText(part(root, "copy-ip"), action.copy, part(root, "ip"));
    const guide = part(root, "guide", HTMLAnchorElement);
    showText(guide, action.guide_label, part(root, "guide-label"));
    guide.href = `${this.#settings.root}${action.guide}`;
    const others = isPractice || kind === "try-sites" ? [] : (this.#shown?.other_sites ?? []);
    const domains = others.map((site) => site.domain).join(", ");
    showText(part(root, "others"), domains, part(root, "other-sites"));
    part(root, "again").hidden = isPractice || isContinue || kind === "check-again";
    part(root, "unseen").hidden = true;
    part(root, "act", HTMLButtonElement).disabled = isPractice;
    if (isContinue && !isPractice) {
      this.#showSteps();
    } else {
      this.#steps.hide();
    }
  }

  #act() {
    const action = this.#shown?.verdict.action;
    switch (action?.kind) {
      case "edit-field":
        this.#handlers.edit(action.field);
        break;
      case "try-sites":
        this.#handlers.ask(action.sites);
        break;
      case "confirm-ip":
        part(this.#root, "unseen").hidden = false;
        part(this.#root, "act").hidden = true;
        this.#showSteps();
        break;
      default:
        this.#handlers.again();
    }
  }

  #showSteps() {
    if (this.#shown !== null) {
      this.#steps.show(this.#shown.values, this.#shown.site ?? "");
    }
  }

  /** @param {string[]} notes */
  #showNotes(notes) {
    const items = notes.map((note) => {
      const item = document.createElement("li");
      item.textContent = note;
      return item;
    });
    part(this.#root, "notes").replaceChildren(...items);
  }

  get #otherSites() {
    return this.#shown?.other_sites.map((site) => site.name) ?? [];
  }
}
