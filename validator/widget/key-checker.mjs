/**
 * The checker on a page: a form in light DOM, rendered at build, brought to life here.
 */

import { Fields } from "./fields.mjs";
import { Idle } from "./idle.mjs";
import { Inspection } from "./inspection.mjs";
import { namedByAddress, onArrival, onPractice } from "./practice.mjs";
import { python } from "./python.mjs";
import { askReport } from "./report.mjs";
import { Result } from "./result.mjs";
import { Sites } from "./sites.mjs";
import { savesData, Status } from "./status.mjs";
import { Task } from "./task.mjs";

/** @import { Entered, Rehearsal, Values, Verdict } from "./messages.d.ts" */
/** @import { LiveTest } from "./report.mjs" */
/** @import { Shown } from "./result.mjs" */
/** @import { Action } from "./task.mjs" */

class KeyChecker extends HTMLElement {
  /** @type {Fields | undefined} Undefined, as the parts below, until it was first on a page. */
  #fields;
  /** @type {Inspection | undefined} */
  #inspection;
  /** @type {Sites | undefined} */
  #sites;
  /** @type {Status | undefined} */
  #status;
  /** @type {Result | undefined} */
  #result;
  /** @type {Idle | undefined} */
  #idle;
  /** @type {AbortController | undefined} Ends all listening when the checker leaves the page. */
  #connection;
  #task = new Task(() => this.#showState());
  /** Whether what stands in the form was filled in here, and nobody has changed it since. */
  #isPractice = false;
  /** @type {string[]} The OKX sites asked with the values that stand in the form. */
  #asked = [];
  /** @type {Partial<Values>} The unusual values that the person wants to be checked all the same. */
  #confirmed = {};

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    if (this.#result === undefined) {
      this.#build();
    }
    this.#idle = new Idle(
      this,
      this.#part("idle"),
      { hasValues: () => !this.#fields?.areEmpty, clear: () => this.#clear() },
      signal,
    );
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    form.addEventListener("submit", (event) => this.#submit(event), { signal });
    for (const touch of ["focusin", "pointerdown", "input"]) {
      form.addEventListener(touch, () => this.#start(), { signal });
    }
    this.#part("sites").addEventListener("change", () => this.#supersede(), { signal });
    this.#part("clear").addEventListener("click", () => this.#clear(), { signal });
    this.#part("retry").addEventListener("click", () => this.#start(), { signal });
    onPractice(this, (name) => void this.#rehearse(name), signal);
    globalThis.addEventListener("pagehide", () => this.#clear(), { signal });
    globalThis.addEventListener("pagehide", () => python.stopStarting(), { signal });
    const returned = (/** @type {PageTransitionEvent} */ event) =>
      event.persisted && this.#startOnArrival();
    globalThis.addEventListener("pageshow", returned, { signal });
    onArrival(() => this.#startOnArrival(), signal);
    python.addEventListener("state", () => this.#pythonChanged(), { signal });
    const showProgress = () => this.#status?.showProgress(python.progress);
    python.addEventListener("progress", showProgress, { signal });
    this.#showState();
    this.#startOnArrival();
    // The reader may have been here before this script was.
    if (!this.#fields?.areEmpty || this.contains(document.activeElement)) {
      this.#start();
      this.#idle.restart();
    }
  }

  disconnectedCallback() {
    this.#clear();
    this.#connection?.abort();
  }

  #build() {
    this.#fields = new Fields(this, (how) => this.#changed(how));
    this.#inspection = new Inspection(this, this.#fields);
    this.#sites = new Sites(this.#part("sites"));
    this.#status = new Status(this);
    this.#result = new Result(this.#part("result"), {
      again: () => this.#check([this.#site], []),
      confirm: (values) => this.#confirm(values),
      others: (sites) => this.#check(sites, this.#asked),
    });
  }

  /** Where Python is wanted at once: on the checker's own page, and on arrival at the form. */
  #startOnArrival() {
    const name = namedByAddress();
    // An address may be opened by mistake: it takes nothing away that a person put in.
    if (name !== null && (this.#fields?.areEmpty || this.#isPractice)) {
      void this.#rehearse(name);
    } else if (
      (this.hasAttribute("data-at-once") && !savesData()) ||
      location.hash === `#${this.dataset.anchor}`
    ) {
      this.#start();
    }
  }

  #start() {
    python.start(this.dataset.runtime ?? "", this.dataset.api ?? "");
  }

  /** @param {"pasted" | "typed" | "left"} how */
  #changed(how) {
    this.#isPractice = false;
    if (this.#fields?.areEmpty) {
      this.#fields.startOver();
      this.#confirmed = {};
    }
    this.#supersede();
    const isFinished = how !== "typed";
    if (isFinished || this.#fields?.showFindings) {
      this.#inspection?.soon(!isFinished);
    }
  }

  /** Takes away the result, and ends what is under way, which then sends nothing more. */
  #supersede() {
    this.#task.cancel();
    this.#asked = [];
    this.#result?.hide();
    this.#showState();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (!this.#task.isChecking) {
      void this.#check([this.#site], []);
    }
  }

  /**
   * Checks unusual values that were asked about: each holds as it is, until the form is cleared.
   *
   * @param {Partial<Values>} values - as they would be sent
   */
  #confirm(values) {
    this.#confirmed = { ...this.#confirmed, ...values };
    void this.#check([this.#site], []);
  }

  /**
   * Asks Python for something to show, as soon as it is ready.
   *
   * @param {Action} action
   * @param {boolean} isChecking - whether OKX is asked
   */
  #press(action, isChecking) {
    this.#start();
    this.#result?.hide();
    return this.#task.run(action, isChecking);
  }

  /**
   * @param {string[]} sites
   * @param {string[]} asked
   */
  #check(sites, asked) {
    return this.#press(async (isLate) => {
      const pressed = /** @type {Fields} */ (this.#fields).entered;
      const inspected = await python.ask({ kind: "inspect", values: pressed });
      if (isLate()) {
        return;
      }
      this.#inspection?.pasted.take(inspected);
      this.#fields?.show(inspected.findings, inspected.repairs, "all");
      /** @type {Entered} */
      const values = { ...pressed, ...inspected.fields };
      const confirmed = this.#confirmed;
      const checked = await python.ask({ kind: "check", values, confirmed, sites, asked });
      if (isLate()) {
        return;
      }
      const { verdict, unconfirmed, sent, clockOffSeconds } = checked;
      const isGreen = verdict.outcome === "read-only";
      const cleaned = isGreen ? (await python.ask({ kind: "clean", values })).values : null;
      const report = isLate() ? "" : await this.#report(values, verdict, checked);
      if (isLate()) {
        return;
      }
      if (!this.#fields?.hold(values)) {
        this.#changed("pasted");
        return;
      }
      this.#asked = [...asked, ...checked.notKnownAt];
      this.#sites?.chooseKnown(verdict, checked.asked);
      const hosts = checked.asked.map((/** @type {string} */ site) => this.#sites?.apiHost(site));
      const shown = { verdict, unconfirmed, report, hosts, sent, clockOffSeconds, cleaned };
      this.#show({ ...shown, isPractice: false });
    }, true);
  }

  /**
   * Shows a finding with made-up values: nobody is asked.
   *
   * @param {string} name
   */
  #rehearse(name) {
    return this.#press(async (isLate) => {
      /** @type {{ rehearsal: Rehearsal | null }} */
      const { rehearsal } = await python.ask({ kind: "rehearse", name });
      if (rehearsal === null) {
        return;
      }
      const { values, verdict, findings } = rehearsal;
      const { repairs } = await python.ask({ kind: "inspect", values });
      if (isLate()) {
        return;
      }
      this.#asked = [];
      this.#inspection?.cancel();
      this.#fields?.fill(values);
      this.#isPractice = true;
      this.#sites?.choose(rehearsal.site);
      this.#fields?.show(findings, repairs, "all");
      const report = await this.#report(values, verdict, null);
      if (!isLate()) {
        const none = { unconfirmed: {}, hosts: [], sent: [], clockOffSeconds: null, cleaned: null };
        this.#show({ verdict, report, isPractice: true, ...none });
      }
    }, false);
  }

  /**
   * @param {Entered} values
   * @param {Verdict} verdict
   * @param {LiveTest | null} live
   */
  #report(values, verdict, live) {
    return askReport(values, verdict, this.#site, live, this.dataset.site ?? "");
  }

  /** @param {Shown} shown */
  #show(shown) {
    const { outcome, findings } = shown.verdict;
    this.#result?.show(shown, outcome === null ? (this.#fields?.toMend(findings) ?? []) : []);
    if (shown.verdict.is_known === true) {
      this.#inspection?.pasted.hideClaims();
    }
    this.#idle?.restart();
  }

  #clear() {
    this.#isPractice = false;
    this.#confirmed = {};
    this.#supersede();
    this.#inspection?.cancel();
    this.#fields?.clear();
    this.#idle?.stop();
    // Last, since a field that takes the focus again wants Python.
    python.forget();
  }

  #showState() {
    this.#status?.show(python.state, this.#task.isChecking);
  }

  #pythonChanged() {
    if (python.state === "failed") {
      this.#task.cancel();
    }
    this.#showState();
    if (python.state === "ready" && !this.#task.resume() && !this.#fields?.areEmpty) {
      this.#inspection?.soon(false);
    }
  }

  get #site() {
    return this.#sites?.chosen ?? "";
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${name}]`));
  }
}

if (customElements.get("key-checker") === undefined) {
  customElements.define("key-checker", KeyChecker);
}

/** For who looks on from outside, as the tests do. */
export { python };
