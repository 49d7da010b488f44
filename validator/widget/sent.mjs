/**
 * The list of requests that a check has sent, with values masked by the core.
 */

import { clone, part } from "./part.mjs";

/** @import { Result, SentRequest } from "./messages.d.ts" */

export class SentList {
  #root;

  /** @param {HTMLDetailsElement} root - the part `sent` */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Pick<Result, "sent">} result - nothing was sent for practice */
  show({ sent }) {
    const hosts = sent.flatMap(({ okx }) => (okx === null ? [] : [okx.split(/[ /]/)[1] ?? ""]));
    this.#root.hidden = sent.length === 0;
    this.#root.toggleAttribute("data-time-only", sent.every(({ fields }) => fields.length === 0));
    part(this.#root, "hosts").textContent = hosts.join(", ");
    part(this.#root, "requests").replaceChildren(...sent.map((request) => this.#item(request)));
  }

  hide() {
    this.#root.open = false;
    this.show({ sent: [] });
  }

  /** @param {SentRequest} request */
  #item(request) {
    const item = clone(this.#root, "request");
    part(item, "line").textContent = `${request.method} ${request.path}`;
    part(item, "host").textContent = request.host;
    part(item, "bytes").textContent = String(request.bytes);
    part(item, "asks").hidden = request.okx === null;
    part(item, "okx").textContent = request.okx;
    part(item, "answered").hidden = request.status === null;
    part(item, "status").textContent = String(request.status);
    part(item, "unanswered").hidden = request.status !== null;
    const fields = request.fields.map(({ name, shown }) => {
      const field = clone(this.#root, "sent-field");
      part(field, "name").textContent = name;
      part(field, "shown").textContent = shown;
      return field;
    });
    part(item, "fields").replaceChildren(...fields);
    return item;
  }
}
