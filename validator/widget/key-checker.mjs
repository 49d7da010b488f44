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

/** @import { Rehearsal, Verdict } from "./messages.d.ts" */
/** @import { LiveTest } from "./report.mjs" */
/** @import { Shown } from "./result.mjs" */

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
  /** Counts the checks and clearings, so that a late answer is known as one. */
  #turn = 0;
  #isChecking = false;
  /** Whether what stands in the form was filled in here, and nobody has changed it since. */
  #isPractice = false;
  /** @type {(() => void) | null} What was pressed before Python was ready. */
  #pressed = null;
  /** @type {string[]} The OKX sites asked with the values that stand in the form. */
  #asked = [];

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    if (this.#result === undefined) {
      this.#build();
    }
    this.#idle = new Idle(this.#part("idle"), () => this.#clear());
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    form.addEventListener("submit", (event) => this.#submit(event), { signal });
    for (const touch of ["focusin", "pointerdown", "input"]) {
      form.addEventListener(touch, () => this.#start(), { signal });
    }
    for (const touch of ["input", "keydown", "pointerdown"]) {
      form.addEventListener(touch, () => this.#noteActivity(), { signal });
    }
    this.#part("result").addEventListener("click", () => this.#noteActivity(), { signal });
    this.#part("sites").addEventListener("change", () => this.#siteChanged(), { signal });
    document.addEventListener("visibilitychange", () => this.#idle?.check(), { signal });
    this.#part("clear").addEventListener("click", () => this.#clear(), { signal });
    this.#part("retry").addEventListener("click", () => this.#start(), { signal });
    this.#part("keep").addEventListener("click", () => this.#noteActivity(), { signal });
    onPractice(this, (name) => void this.#rehearse(name), signal);
    globalThis.addEventListener("pagehide", () => this.#leave(), { signal });
    globalThis.addEventListener("pageshow", (event) => event.persisted && this.#startOnArrival(), {
      signal,
    });
    onArrival(() => this.#startOnArrival(), signal);
    python.addEventListener("state", () => this.#pythonChanged(), { signal });
    python.addEventListener("progress", () => this.#status?.showProgress(python.progress), {
      signal,
    });
    this.#showState();
    this.#startOnArrival();
    // The reader may have been here before this script was.
    if (!this.#fields?.areEmpty || this.contains(document.activeElement)) {
      this.#start();
      this.#noteActivity();
    }
  }

  disconnectedCallback() {
    this.#clear();
    this.#connection?.abort();
  }

  #build() {
    this.#fields = new Fields(this, (how) => this.#changed(how));
    this.#inspection = new Inspection(this.#fields, this.#part("claims"), this.#part("claimed"));
    this.#sites = new Sites(this.#part("sites"));
    this.#status = new Status(this);
    this.#result = new Result(this.#part("result"), {
      again: () => this.#check([this.#site], []),
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
    this.#noteActivity();
    this.#result?.hide();
    this.#supersede();
    this.#showState();
    const isFinished = how !== "typed";
    if (isFinished || this.#fields?.showFindings) {
      this.#inspection?.soon(!isFinished);
    }
  }

  /** Whatever is under way is no longer wanted, and sends nothing more. */
  #supersede() {
    if (this.#isChecking) {
      python.cancel();
    }
    this.#turn += 1;
    this.#isChecking = false;
    this.#pressed = null;
    this.#asked = [];
  }

  #siteChanged() {
    this.#result?.hide();
    this.#supersede();
    this.#showState();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (!this.#isChecking) {
      void this.#check([this.#site], []);
    }
  }

  /**
   * Asks Python for something to show, as soon as it is there.
   *
   * @param {(isLate: () => boolean) => Promise<void>} show - shows nothing once it is late
   * @param {boolean} isChecking - whether OKX is asked
   */
  async #press(show, isChecking) {
    const asked = this.#asked;
    this.#start();
    this.#noteActivity();
    this.#result?.hide();
    this.#supersede();
    this.#asked = asked;
    const turn = this.#turn;
    this.#isChecking = isChecking;
    this.#showState();
    if (python.state !== "ready") {
      this.#pressed = () => void this.#press(show, isChecking);
      return;
    }
    try {
      await show(() => turn !== this.#turn);
    } catch {
      // Python has ended, which the form shows already; the values stay where they are.
    } finally {
      if (turn === this.#turn) {
        this.#isChecking = false;
        this.#showState();
      }
    }
  }

  /**
   * @param {string[]} sites
   * @param {string[]} asked
   */
  #check(sites, asked) {
    return this.#press(async (isLate) => {
      const inspected = await python.ask({ kind: "inspect", values: this.#values });
      if (isLate()) {
        return;
      }
      this.#inspection?.take(inspected.fields, inspected.findings);
      this.#fields?.show(inspected.findings, "all");
      const values = this.#values;
      const checked = await python.ask({ kind: "check", values, sites, asked });
      if (isLate()) {
        return;
      }
      const { verdict, sent, clockOffSeconds } = checked;
      const isGreen = verdict.outcome === "read-only";
      const cleaned = isGreen ? (await python.ask({ kind: "clean", values })).values : null;
      const report = isLate() ? "" : await this.#report(verdict, checked);
      if (!isLate()) {
        this.#asked = [...asked, ...checked.notKnownAt];
        this.#noteSite(verdict, checked.asked);
        const hosts = checked.asked.map((/** @type {string} */ one) => this.#sites?.apiHost(one));
        this.#show({ verdict, report, isPractice: false, hosts, sent, clockOffSeconds, cleaned });
      }
    }, true);
  }

  /**
   * Shows a finding with made-up values: nobody is asked.
   *
   * @param {string} name
   */
  #rehearse(name) {
    return this.#press(async (isLate) => {
      const asked = await python.ask({ kind: "rehearse", name });
      /** @type {Rehearsal | null} */
      const rehearsal = asked.rehearsal;
      if (rehearsal === null || isLate()) {
        return;
      }
      this.#asked = [];
      this.#inspection?.cancel();
      this.#fields?.fill(rehearsal.values);
      this.#isPractice = true;
      this.#sites?.choose(rehearsal.site);
      this.#fields?.show(rehearsal.findings, "all");
      const { verdict } = rehearsal;
      const report = await this.#report(verdict, null);
      if (!isLate()) {
        const none = { hosts: [], sent: [], clockOffSeconds: null, cleaned: null };
        this.#show({ verdict, report, isPractice: true, ...none });
      }
    }, false);
  }

  /**
   * @param {Verdict} verdict
   * @param {LiveTest | null} live
   */
  #report(verdict, live) {
    return askReport(this.#values, verdict, this.#site, live, this.dataset.site ?? "");
  }

  /**
   * Chooses the site that knew the key.
   *
   * @param {Verdict} verdict
   * @param {string[]} asked
   */
  #noteSite(verdict, asked) {
    const last = asked.at(-1);
    if (verdict.is_known === true && last !== undefined && last !== this.#site) {
      this.#sites?.choose(last);
    }
  }

  /** @param {Shown} shown */
  #show(shown) {
    const { outcome, findings } = shown.verdict;
    this.#result?.show(shown, outcome === null ? (this.#fields?.toMend(findings) ?? []) : []);
    if (shown.verdict.is_known === true) {
      this.#inspection?.hideClaims();
    }
    this.#noteActivity();
  }

  #leave() {
    this.#clear();
    python.stopStarting();
  }

  #clear() {
    this.#isPractice = false;
    this.#supersede();
    this.#inspection?.cancel();
    this.#fields?.clear();
    this.#result?.hide();
    this.#idle?.stop();
    this.#showState();
  }

  #noteActivity() {
    if (this.#fields?.areEmpty) {
      this.#idle?.stop();
    } else {
      this.#idle?.restart();
    }
  }

  #showState() {
    this.#status?.show(python.state, this.#isChecking);
  }

  #pythonChanged() {
    if (python.state === "failed") {
      this.#isChecking = false;
      this.#pressed = null;
    }
    this.#showState();
    if (python.state === "ready") {
      this.#goOn();
    }
  }

  /** Does what was wanted before Python was ready. */
  #goOn() {
    if (this.#pressed !== null) {
      this.#pressed();
    } else if (!this.#fields?.areEmpty) {
      this.#inspection?.soon(false);
    }
  }

  get #values() {
    return /** @type {Fields} */ (this.#fields).values;
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
