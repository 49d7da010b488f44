/**
 * One of the three inputs, its show/hide button, and the findings below it.
 */

import { showFindings } from "./finding.mjs";
import { part } from "./part.mjs";

/** @import { FieldName, Finding, Repair } from "./messages.d.ts" */

export class Field {
  /** Whether the user has pasted into the field or left it: then findings may be shown. */
  wasTouched = false;
  /** Whether the button was pressed since the field was cleared: then an empty one is an error. */
  wasPressed = false;

  #root;
  #list;
  #reveal;
  /** The text with its line ends, and the text that the input shows, which drops them. */
  #entered = { text: "", shown: "" };
  /** @type {string | null} The text that the user wants to keep unrepaired. */
  #kept = null;
  /** @type {Repair | undefined} */
  #repair;
  #isShown = false;
  /** @type {string | null} The text after the next input event, with line ends. */
  #pasted = null;

  /**
   * @param {HTMLElement} root - the element with `data-field`
   * @param {(how: "pasted" | "typed" | "left") => void} handleChange - called after each change
   */
  constructor(root, handleChange) {
    // The build takes these names from the core.
    this.name = /** @type {FieldName} */ (root.dataset.field);
    this.#root = root;
    this.#list = part(this.#root, "findings");
    this.#reveal = part(this.#root, "reveal");
    // A value may have been pasted or filled in before this script ran.
    this.wasTouched = !this.isEmpty;
    this.#mask();
    root.addEventListener("paste", (event) => this.#handlePaste(event));
    root.addEventListener("input", (event) => {
      const wasPasted = this.#pasted !== null;
      this.#remember(this.#pasted ?? this.input.value);
      this.#pasted = null;
      this.#mask();
      // A password manager fills fields without a keystroke: that counts as a paste.
      const wasFilled = !(event instanceof InputEvent);
      this.wasTouched = !this.isEmpty && (this.wasTouched || wasPasted || wasFilled);
      handleChange(wasPasted || wasFilled ? "pasted" : "typed");
    });
    root.addEventListener("change", () => {
      this.wasTouched = true;
      handleChange("left");
    });
    this.#reveal.addEventListener("click", () => this.#toggle());
    const decide = (/** @type {string} */ button, /** @type {() => void} */ apply) =>
      part(this.#root, button).addEventListener("click", () => {
        apply();
        this.input.focus();
        handleChange("pasted");
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

  /** The current text with its line ends, even if no event has announced it. */
  get value() {
    const { value } = this.input;
    return value === this.#entered.shown ? this.#entered.text : this.#truncate(value);
  }

  /** Whether the user wants to keep the value unrepaired. */
  get isKept() {
    return this.value === this.#kept;
  }

  get isEmpty() {
    return this.input.value === "";
  }

  get mayShowFindings() {
    return this.wasPressed || (this.wasTouched && !this.isEmpty);
  }

  focus() {
    this.input.focus();
    this.input.scrollIntoView({ block: "center" });
  }

  /** Scrolls so that the field and its findings are in view. */
  reveal() {
    this.#root.scrollIntoView({ block: "nearest" });
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

  /** Forgets that the button was pressed, and that a value was to be kept unrepaired. */
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

  get label() {
    return this.input.labels?.[0]?.textContent ?? "";
  }

  /** @param {ClipboardEvent} event */
  #handlePaste(event) {
    const text = event.clipboardData?.getData("text/plain");
    if (text === undefined) {
      return;
    }
    const { value, selectionStart, selectionEnd } = this.input;
    const before = value.slice(0, selectionStart ?? value.length);
    this.#pasted = before + text + value.slice(selectionEnd ?? value.length);
    // If the browser drops the paste, no input event follows.
    setTimeout(() => {
      this.#pasted = null;
    });
  }

  /** @param {string} text - the text that the input shows, with line ends */
  #remember(text) {
    this.#entered = { text: this.#truncate(text), shown: this.input.value };
  }

  /**
   * Replaces the input with a new one, so that undo doesn't bring back the old value.
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
   * Returns as much of a text as the input takes: a user may paste a book, or a script set one.
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

  /** Masks the value, unless *Show* was pressed or it is an API key and nothing else. */
  #mask() {
    const { plain } = this.input.dataset;
    const isPlain = plain !== undefined && new RegExp(`^(?:${plain})$`).test(this.input.value);
    this.input.type = this.#isShown || isPlain ? "text" : "password";
    this.#reveal.hidden = isPlain;
    this.#reveal.toggleAttribute("data-shown", this.#isShown);
  }
}
