/**
 * The look at the format of what stands in the form, and at what a pasted block claims of its key.
 */

import { showFindings } from "./finding.mjs";
import { python } from "./python.mjs";

/** @import { Fields } from "./fields.mjs" */
/** @import { Finding, Values } from "./messages.d.ts" */

export class Inspection {
  /** @type {Fields} */
  #fields;
  /** @type {HTMLElement} */
  #claims;
  /** @type {HTMLElement} */
  #claimed;
  /** Whether there was one in this frame, one is under way, or is wanted after that. */
  #hasFrame = false;
  #isRunning = false;
  #isWanted = false;
  #wantsOnlyFewer = true;
  /** The API key of the block whose claims are shown. */
  #claimedOf = "";

  /**
   * @param {Fields} fields
   * @param {HTMLElement} claims - what is shown where a block claims something
   * @param {HTMLElement} claimed - the list in it
   */
  constructor(fields, claims, claimed) {
    this.#fields = fields;
    this.#claims = claims;
    this.#claimed = claimed;
  }

  /**
   * Has the format looked at: at once, but once a frame at most, however many events ask for it.
   *
   * @param {boolean} onlyFewer - while typing, findings may go but none may come
   */
  soon(onlyFewer) {
    this.#wantsOnlyFewer &&= onlyFewer;
    this.#isWanted = true;
    if (this.#hasFrame) {
      return;
    }
    this.#hasFrame = true;
    requestAnimationFrame(() => {
      this.#hasFrame = false;
      void this.#run();
    });
    void this.#run();
  }

  cancel() {
    this.#isWanted = false;
    this.hideClaims();
  }

  async #run() {
    if (python.state !== "ready" || this.#isRunning || !this.#isWanted) {
      return;
    }
    const onlyFewer = this.#wantsOnlyFewer;
    this.#isWanted = false;
    this.#wantsOnlyFewer = true;
    this.#isRunning = true;
    const { values } = this.#fields;
    try {
      const { fields, findings } = await python.ask({ kind: "inspect", values });
      if (this.#fields.hold(values)) {
        this.take(fields, findings);
        this.#fields.show(findings, onlyFewer ? "fewer" : "touched");
      }
    } catch {
      // Python has ended, which the form shows already.
    } finally {
      this.#isRunning = false;
    }
    if (!this.#hasFrame) {
      await this.#run();
    }
  }

  /**
   * Fills the form with the values of a copied block, and shows what the block claims.
   *
   * @param {Values | null} values - null if no block was pasted
   * @param {Finding[]} findings
   */
  take(values, findings) {
    if (values !== null) {
      this.#fields.fill(values);
      this.#claimedOf = values.api_key;
      this.#showClaims(findings.filter((one) => one.field === null));
    } else if (this.#claimedOf !== this.#fields.values.api_key) {
      this.hideClaims();
    }
  }

  hideClaims() {
    this.#showClaims([]);
  }

  /** @param {Finding[]} claims */
  #showClaims(claims) {
    this.#claims.hidden = claims.length === 0;
    showFindings(this.#claimed, claims);
  }
}
