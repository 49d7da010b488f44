/**
 * Copying: one text, or the three values in turn on the way into Flicker.
 */

import { findAll, part } from "./part.mjs";

/** @import { Values } from "./messages.d.ts" */

/**
 * Copies a text, and returns whether the browser allowed it.
 *
 * @param {string} text
 * @param {HTMLElement} status - shows the outcome; `data-failed` is its text for a failure
 * @param {string} done - its text for a success
 */
export async function copy(text, status, done) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = done;
    return true;
  } catch {
    status.textContent = status.dataset.failed ?? "";
    return false;
  }
}

/** The steps into Flicker: copy each value, then follow the link. */
export class CopySteps {
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
   * Shows the steps for these values.
   *
   * @param {Values} values - to copy
   * @param {string} site - that the key is from
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
    // The build takes these names from the core.
    const name = /** @type {keyof Values} */ (button.dataset.copy);
    const value = this.#values?.[name] ?? "";
    // The button itself says when it has copied.
    if (await copy(value, part(this.#root, "copied"), "")) {
      this.#markDone(button);
    }
  }

  /** @param {HTMLElement} step */
  #markDone(step) {
    step.setAttribute("data-done", "");
    this.#highlightNext();
  }

  /** Highlights the first step that is not done. */
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
