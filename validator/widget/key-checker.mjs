/**
 * The checker on a page: a form in light DOM, rendered at build, brought to life here.
 */

import { onArrival, onLeaving, onPractice, practiceInAddress } from "./arrival.mjs";
import { Decisions } from "./decisions.mjs";
import { ErrorSummary } from "./error-summary.mjs";
import { Fields } from "./fields.mjs";
import { FoldedForm } from "./folded-form.mjs";
import { IdleTimer } from "./idle.mjs";
import { Inspector } from "./inspector.mjs";
import { findAll, part } from "./part.mjs";
import { python } from "./python.mjs";
import { describePage } from "./report.mjs";
import { ResultView } from "./result.mjs";
import { SiteChoice } from "./sites.mjs";
import { savesData, Status } from "./status.mjs";
import { CurrentTask } from "./task.mjs";

/** @import { FieldName, Result as Shown } from "./messages.d.ts" */
/** @import { Action } from "./task.mjs" */

class KeyChecker extends HTMLElement {
  #fields = new Fields(this, (how) => this.#handleChange(how));
  #inspector = new Inspector(this, this.#fields, () => this.#invalidate());
  #sites = new SiteChoice(part(this, "sites"));
  #status = new Status(this);
  #errorSummary = new ErrorSummary(this, (values) => {
    this.#decisions.confirm(values);
    void this.#check();
  });
  #foldedForm = new FoldedForm(this, () => this.#edit(null));
  #result = new ResultView(part(this, "result"), this.dataset, {
    again: () => void this.#check(),
    ask: (sites) => void this.#check(sites),
    edit: (field) => this.#edit(field),
  });
  #decisions = new Decisions();
  #task = new CurrentTask(() => this.#showState());
  /** @type {IdleTimer | undefined} */
  #idle;
  /** @type {AbortController | undefined} Removes all listeners when the checker leaves the page. */
  #connection;
  /** @type {string | null} The finding being tried, until the user changes a value. */
  #practiced = null;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.#idle = new IdleTimer(this, this.#fields, () => this.#clear(true), signal);
    const form = part(this, "form");
    const handleSubmit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.#check();
    };
    form.addEventListener("submit", handleSubmit, { signal });
    for (const touch of ["focusin", "pointerdown", "input"]) {
      form.addEventListener(touch, () => this.#startPython(), { signal });
    }
    part(this, "sites").addEventListener("change", () => this.#invalidate(), { signal });
    for (const button of findAll(this, "[data-clear]")) {
      button.addEventListener("click", () => this.#clear(), { signal });
    }
    part(this, "retry").addEventListener("click", () => this.#startPython(), { signal });
    onPractice(this, (name) => void this.#rehearse(name), signal);
    onArrival(() => this.#handleArrival(), signal);
    onLeaving(() => this.#clear(), signal);
    python.addEventListener("state", () => this.#handlePythonState(), { signal });
    const showProgress = () => this.#status.showProgress(python.progress);
    python.addEventListener("progress", showProgress, { signal });
    this.#showState();
    this.#handleArrival();
    // The user may have touched the form before this script ran.
    if (!this.#fields.isEmpty || this.contains(document.activeElement)) {
      this.#startPython();
      this.#idle.restart();
    }
  }

  disconnectedCallback() {
    this.#clear();
    this.#connection?.abort();
  }

  /** Starts Python at once on the checker's own page, and on arrival at the form. */
  #handleArrival() {
    const name = practiceInAddress();
    // An address may be opened by mistake: it must not replace values that the user entered.
    if (name !== null && (this.#fields.isEmpty || this.#practiced !== null)) {
      void this.#rehearse(name);
    } else if (
      (this.hasAttribute("data-at-once") && !savesData()) ||
      location.hash === `#${this.dataset.anchor}`
    ) {
      this.#startPython();
    }
  }

  #startPython() {
    python.start(this.dataset);
  }

  /** @param {"pasted" | "typed" | "left"} how */
  #handleChange(how) {
    this.#setPractice(null);
    part(this, "cleared").hidden = true;
    this.#invalidate();
    this.#foldedForm.unfold();
    if (this.#fields.isEmpty) {
      this.#fields.forgetDecisions();
      this.#decisions.reset();
      this.#result.hide();
    }
    if (how !== "typed" || this.#fields.hasFindings) {
      this.#inspector.schedule(how === "typed");
    }
  }

  /** Cancels the running task, and marks the result as one for other values. */
  #invalidate() {
    this.#task.cancel();
    this.#decisions.forgetSites();
    this.#errorSummary.hide();
    this.#result.markStale();
    this.#showState();
  }

  /**
   * Runs a task that asks Python, as soon as Python is ready.
   *
   * @param {Action} action
   * @param {boolean} isChecking - whether OKX is asked
   */
  #runTask(action, isChecking) {
    this.#startPython();
    this.#errorSummary.hide();
    return this.#task.run(action, isChecking);
  }

  /** @param {string[]} agreed - further sites that the user agreed to ask */
  async #check(agreed = []) {
    if (this.#task.isChecking || this.#isSiteMissing()) {
      return;
    }
    const { entered } = this.#fields;
    await this.#runTask(async (isOutdated) => {
      const form = this.#decisions.toForm(entered, this.#sites, agreed);
      const page = describePage(this.dataset);
      const { result } = await python.ask({ kind: "check", form, page });
      if (result === undefined || isOutdated()) {
        return;
      }
      // A pasted text may have been split up in the form meanwhile.
      if (this.#fields.matches(entered) || this.#fields.matches(result.inspection.fields)) {
        this.#setPractice(null);
        this.#show(result);
      } else {
        // A script has changed the values without an event: the result is for the old ones.
        this.#result.show(result, false);
        this.#handleChange("pasted");
      }
    }, true);
  }

  /** Returns whether no site is chosen, and then shows that with the problems of the fields. */
  #isSiteMissing() {
    const missing = this.#sites.checkChosen();
    if (missing.length === 0) {
      return false;
    }
    void this.#runTask(async (isOutdated) => {
      const { entered } = this.#fields;
      const { findings, repairs } = await python.ask({ kind: "inspect", values: entered });
      if (!isOutdated()) {
        this.#fields.show(findings, repairs, "all");
        this.#errorSummary.show([...missing, ...this.#fields.problems(findings)], {});
      }
    }, false);
    this.#errorSummary.show(missing, {});
    return true;
  }

  /** @param {string} name - of the finding to show with made-up values; nothing is sent */
  #rehearse(name) {
    return this.#runTask(async (isOutdated) => {
      const page = describePage(this.dataset);
      const { rehearsal } = await python.ask({ kind: "rehearse", name, page });
      if (rehearsal === null || isOutdated()) {
        return;
      }
      this.#inspector.cancel();
      this.#fields.fill(rehearsal.values);
      this.#setPractice(name);
      this.#sites.startPractice(rehearsal.site);
      this.#show(rehearsal.result);
    }, false);
  }

  /** @param {string | null} name - of the finding being tried, or null */
  #setPractice(name) {
    this.#practiced = name;
    part(this, "practice").hidden = name === null;
    if (name === null) {
      this.#sites.endPractice();
    }
  }

  /** @param {Shown} shown */
  #show(shown) {
    const { verdict, inspection } = shown;
    const isAsked = verdict.outcome !== null;
    this.#inspector.notes.show(inspection);
    const atFault = isAsked ? verdict.findings.filter(({ field }) => field !== null) : [];
    const findings = [...atFault, ...inspection.findings];
    this.#fields.show(findings, inspection.repairs, "all");
    this.#decisions.record(shown);
    if (shown.site !== null) {
      this.#sites.choose(shown.site);
      this.#inspector.notes.hideClaims();
    }
    if (isAsked) {
      this.#foldedForm.fold(shown);
      this.#result.show(shown, this.#practiced !== null);
      this.#result.focus();
      this.scrollIntoView({ block: "start" });
    } else {
      this.#foldedForm.unfold();
      this.#result.hide();
      this.#errorSummary.show(this.#fields.problems(findings), shown.unconfirmed);
    }
    this.#idle?.restart();
  }

  /** @param {FieldName | null} name - of the field to focus, or null for the first */
  #edit(name) {
    this.#foldedForm.unfold();
    this.#result.stepBack();
    this.#fields.focus(name);
  }

  /** @param {boolean} [isIdle] - whether the user was idle: then the page says so */
  #clear(isIdle = false) {
    this.#setPractice(null);
    this.#decisions.reset();
    this.#invalidate();
    this.#foldedForm.unfold();
    this.#inspector.cancel();
    this.#fields.clear();
    this.#idle?.stop();
    part(this, "cleared").hidden = !isIdle;
    if (isIdle) {
      this.#result.removeValues();
    } else {
      this.#result.hide();
    }
    // Last, because a field that regains the focus starts Python.
    python.endIfUsed();
  }

  #showState() {
    this.#status.show(python.state, this.#task.isChecking);
  }

  #handlePythonState() {
    if (python.state === "failed") {
      this.#task.cancel();
    }
    this.#showState();
    if (python.state === "ready" && !this.#task.resume() && !this.#fields.isEmpty) {
      this.#inspector.schedule(false);
    }
  }
}

if (customElements.get("key-checker") === undefined) {
  customElements.define("key-checker", KeyChecker);
}

/** Exported for tests. */
export { python };
