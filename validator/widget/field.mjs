/**
 * One of the three inputs, its show/hide button, and the findings below it.
 */

import { showFindings } from "./finding.mjs";

/** @import { FieldName, Finding } from "./messages.d.ts" */

export class Field {
  /**
   * What was pasted or typed, line ends included, which an input drops.
   */
  raw = "";
  /** Whether the person has pasted into it or left it, so that findings may be shown. */
  wasTouched = false;
  /** Whether a check was asked for since the field was cleared: then also its absence is told. */
  wasPressed = false;

  /** @type {HTMLInputElement} */
  #input;
  /** @type {HTMLElement} */
  #list;
  /** @type {HTMLButtonElement} */
  #reveal;
  /** @type {string | null} What the next input event will have made of the text, with line ends. */
  #pasted = null;

  /**
   * @param {HTMLElement} root - the element with `data-field`
   * @param {(how: "pasted" | "typed" | "left") => void} changed - told after each change
   */
  constructor(root, changed) {
    this.name = /** @type {FieldName} */ (root.dataset.field);
    this.#input = /** @type {HTMLInputElement} */ (root.querySelector("input"));
    this.#list = /** @type {HTMLElement} */ (root.querySelector("[data-part=findings]"));
    this.#reveal = /** @type {HTMLButtonElement} */ (root.querySelector("[data-part=reveal]"));
    // What came before this script did, by paste or from a password manager.
    this.raw = this.#input.value;
    this.wasTouched = !this.isEmpty;
    this.#input.addEventListener("paste", (event) => this.#notePaste(event));
    this.#input.addEventListener("input", (event) => {
      const wasPasted = this.#pasted !== null;
      this.raw = this.#bounded(this.#pasted ?? this.#input.value);
      this.#pasted = null;
      // A password manager fills without a keystroke: that counts as a paste.
      const wasFilled = !(event instanceof InputEvent);
      this.wasTouched ||= wasPasted || wasFilled;
      changed(wasPasted || wasFilled ? "pasted" : "typed");
    });
    this.#input.addEventListener("change", () => {
      // Some password managers tell of nothing else.
      if (this.raw.replace(/[\r\n]/g, "") !== this.#input.value) {
        this.raw = this.#bounded(this.#input.value);
      }
      this.wasTouched = true;
      changed("left");
    });
    this.#reveal.addEventListener("click", () => this.#toggle());
  }

  get input() {
    return this.#input;
  }

  get isEmpty() {
    return this.raw === "";
  }

  /** Whether what is found about it may be shown. */
  get isDue() {
    return this.wasPressed || (this.wasTouched && !this.isEmpty);
  }

  /** @param {string} value */
  fill(value) {
    this.raw = value;
    this.wasTouched = true;
    this.#input.value = value;
  }

  clear() {
    this.raw = "";
    this.#pasted = null;
    this.wasTouched = false;
    this.wasPressed = false;
    this.#input.value = "";
    this.#input.type = "password";
    delete this.#reveal.dataset.shown;
    this.show([]);
  }

  /** @param {Finding[]} findings */
  show(findings) {
    showFindings(this.#list, findings);
    const isWrong = findings.some((one) => one.severity === "error");
    this.#input.setAttribute("aria-invalid", String(isWrong));
  }

  get showsFindings() {
    return this.#list.childElementCount > 0;
  }

  /** The name that the form gives it. */
  get label() {
    return this.#input.labels?.[0]?.textContent ?? "";
  }

  /** @param {ClipboardEvent} event */
  #notePaste(event) {
    const text = event.clipboardData?.getData("text/plain");
    if (text === undefined) {
      return;
    }
    const { value, selectionStart, selectionEnd } = this.#input;
    const before = value.slice(0, selectionStart ?? value.length);
    this.#pasted = before + text + value.slice(selectionEnd ?? value.length);
    // If the browser drops the paste, no input event follows and nothing was pasted.
    setTimeout(() => {
      this.#pasted = null;
    });
  }

  /**
   * As much of a text as the input takes: somebody may paste a book, or a script set one.
   *
   * @param {string} text
   */
  #bounded(text) {
    return text.slice(0, this.#input.maxLength);
  }

  #toggle() {
    const isShown = this.#input.type === "password";
    this.#input.type = isShown ? "text" : "password";
    this.#reveal.toggleAttribute("data-shown", isShown);
  }
}
