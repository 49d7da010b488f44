/**
 * The way into Flicker: copy one value after the other, open Flicker, and clear the values.
 */

import { copy } from "./copy.mjs";
import { findAll, part } from "./part.mjs";

/** @import { Values } from "./messages.d.ts" */

export class CopySteps {
  /** @type {HTMLElement} */
  #root;
  /** @type {Values | null} */
  #values = null;
  #wasOpened = false;

  /** @param {HTMLElement} root - the result */
  constructor(root) {
    this.#root = root;
    for (const button of this.#copying) {
      button.addEventListener("click", () => void this.#copy(button));
    }
    this.#link.addEventListener("click", () => {
      this.#wasOpened = true;
      this.#markDone(this.#link);
    });
    document.addEventListener("visibilitychange", () => {
      const isBack = document.visibilityState === "visible" && this.#wasOpened;
      part(root, "returned").hidden = !(isBack && this.#values !== null);
    });
  }

  /**
   * @param {Values} values - to copy from here
   * @param {string} site - where the key is from
   */
  show(values, site) {
    this.hide();
    this.#values = values;
    this.#link.href = (this.#link.dataset.address ?? "").replace("{site}", encodeURIComponent(site));
    part(this.#root, "steps").hidden = false;
    this.#highlightNext();
  }

  hide() {
    this.#values = null;
    this.#wasOpened = false;
    part(this.#root, "steps").hidden = true;
    part(this.#root, "returned").hidden = true;
    part(this.#root, "copied").textContent = "";
    for (const step of [...this.#copying, this.#link]) {
      step.removeAttribute("data-done");
    }
  }

  /** @param {HTMLElement} button */
  async #copy(button) {
    const value = this.#values?.[/** @type {keyof Values} */ (button.dataset.copy)] ?? "";
    // That it was copied is what the button itself says then.
    if (await copy(value, part(this.#root, "copied"), "")) {
      this.#markDone(button);
    }
  }

  /** @param {HTMLElement} step */
  #markDone(step) {
    step.setAttribute("data-done", "");
    this.#highlightNext();
  }

  /** Makes the first step that is left the one to see. */
  #highlightNext() {
    const steps = [...this.#copying, this.#link];
    const next = steps.find((step) => !step.hasAttribute("data-done")) ?? this.#link;
    for (const step of steps) {
      step.classList.toggle("kc-press", step === next);
      step.classList.toggle("kc-quiet", step !== next);
    }
  }

  get #copying() {
    return findAll(this.#root, "[data-copy]");
  }

  get #link() {
    return part(this.#root, "continue", HTMLAnchorElement);
  }
}
