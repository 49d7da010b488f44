/**
 * One of the three inputs, its show/hide button, and the findings below it.
 */

import { showFindings } from "./finding.mjs";
import { part } from "./part.mjs";

/** @import { FieldName, Finding, Repair } from "./messages.d.ts" */

export class Field {
  /** Whether the person has pasted into it or left it, so that findings may be shown. */
  wasTouched = false;
  /** Whether a check was asked for since the field was cleared: then an empty field is wrong too. */
  wasPressed = false;

  /** @type {HTMLElement} */
  #root;
  /** @type {HTMLElement} */
  #list;
  /** @type {HTMLElement} */
  #reveal;
  /** A text with its line ends, and what the input, which drops them, shows of it. */
  #entered = { text: "", shown: "" };
  /** @type {string | null} The text that counts as it is: no repair is wanted. */
  #kept = null;
  /** @type {Repair | undefined} What was taken off the value, or could be. */
  #repair;
  /** Whether the person wants to see the value. */
  #isShown = false;
  /** @type {string | null} What the next input event will have made of the text, with line ends. */
  #pasted = null;

  /**
   * @param {HTMLElement} root - the element with `data-field`
   * @param {(how: "pasted" | "typed" | "left") => void} changed - called after each change
   */
  constructor(root, changed) {
    this.name = /** @type {FieldName} */ (root.dataset.field);
    this.#root = root;
    this.#list = part(this.#root, "findings");
    this.#reveal = part(this.#root, "reveal");
    // A value may have been pasted or filled in before this script ran.
    this.wasTouched = !this.isEmpty;
    this.#mask();
    root.addEventListener("paste", (event) => this.#notePaste(event));
    root.addEventListener("input", (event) => {
      const wasPasted = this.#pasted !== null;
      this.#remember(this.#pasted ?? this.input.value);
      this.#pasted = null;
      this.#mask();
      // A password manager fills without a keystroke: that counts as a paste.
      const wasFilled = !(event instanceof InputEvent);
      this.wasTouched = !this.isEmpty && (this.wasTouched || wasPasted || wasFilled);
      changed(wasPasted || wasFilled ? "pasted" : "typed");
    });
    root.addEventListener("change", () => {
      this.wasTouched = true;
      changed("left");
    });
    this.#reveal.addEventListener("click", () => this.#toggle());
    const decide = (/** @type {string} */ button, /** @type {() => void} */ apply) =>
      part(this.#root, button).addEventListener("click", () => {
        apply();
        this.input.focus();
        changed("pasted");
      });
    const keep = () => {
      this.#kept = this.value;
    };
    decide("undo", keep);
    decide("keep-marks", keep);
    decide("remove-marks", () => this.fill(this.#repair?.after ?? this.value));
  }

  get input() {
    return part(this.#root, "value", HTMLInputElement);
  }

  /** What stands in the input, whether or not an event has announced it, line ends included. */
  get value() {
    const { value } = this.input;
    return value === this.#entered.shown ? this.#entered.text : this.#truncate(value);
  }

  /** Whether the person wants the value as it stands, without a repair. */
  get isKept() {
    return this.value === this.#kept;
  }

  get isEmpty() {
    return this.input.value === "";
  }

  /** Whether what is found about it may be shown. */
  get mayShowFindings() {
    return this.wasPressed || (this.wasTouched && !this.isEmpty);
  }

  focus() {
    this.input.focus();
    this.input.scrollIntoView({ block: "center" });
  }

  /** @param {string} value */
  fill(value) {
    if (value !== this.value) {
      this.#replaceInput(value);
    }
    this.wasTouched = true;
  }

  clear() {
    this.#isShown = false;
    this.#replaceInput("");
    this.#pasted = null;
    this.wasTouched = false;
    this.forgetDecisions();
    this.show([], []);
  }

  /** Forgets that a check was asked for, and that a value was wanted without a repair. */
  forgetDecisions() {
    this.wasPressed = false;
    this.#kept = null;
  }

  /**
   * @param {Finding[]} findings
   * @param {Repair[]} repairs
   */
  show(findings, repairs) {
    showFindings(this.#list, findings);
    this.#repair = repairs.find(({ is_done }) => !is_done) ?? repairs[0];
    part(this.#root, "undo").hidden = this.#repair?.is_done !== true;
    part(this.#root, "wrapped").hidden = this.#repair?.is_done !== false;
    const isWrong = findings.some((finding) => finding.severity === "error");
    this.input.setAttribute("aria-invalid", String(isWrong));
  }

  get hasFindings() {
    return this.#list.childElementCount > 0;
  }

  /** The name that the form gives it. */
  get label() {
    return this.input.labels?.[0]?.textContent ?? "";
  }

  /** @param {ClipboardEvent} event */
  #notePaste(event) {
    const text = event.clipboardData?.getData("text/plain");
    if (text === undefined) {
      return;
    }
    const { value, selectionStart, selectionEnd } = this.input;
    const before = value.slice(0, selectionStart ?? value.length);
    this.#pasted = before + text + value.slice(selectionEnd ?? value.length);
    // If the browser drops the paste, no input event follows and nothing was pasted.
    setTimeout(() => {
      this.#pasted = null;
    });
  }

  /** @param {string} text - which the input shows now */
  #remember(text) {
    this.#entered = { text: this.#truncate(text), shown: this.input.value };
  }

  /**
   * Replaces the input by a fresh one: in the same one, undo would bring back what stood there.
   *
   * @param {string} value
   */
  #replaceInput(value) {
    const input = this.input;
    const fresh = document.importNode(input);
    const hasFocus = document.activeElement === input;
    input.value = "";
    fresh.value = value;
    input.replaceWith(fresh);
    this.#mask();
    this.#remember(value);
    if (hasFocus) {
      fresh.focus({ preventScroll: true });
    }
  }

  /**
   * Returns as much of a text as the input takes: a person may paste a book, or a script set one.
   *
   * @param {string} text
   */
  #truncate(text) {
    return text.slice(0, this.input.maxLength);
  }

  #toggle() {
    this.#isShown = !this.#isShown;
    this.#mask();
  }

  /** Masks the value, unless the person wants to see it or it is an API key and nothing else. */
  #mask() {
    const { plain } = this.input.dataset;
    const isPlain = plain !== undefined && new RegExp(`^(?:${plain})$`).test(this.input.value);
    this.input.type = this.#isShown || isPlain ? "text" : "password";
    this.#reveal.hidden = isPlain;
    this.#reveal.toggleAttribute("data-shown", this.#isShown);
  }
}
