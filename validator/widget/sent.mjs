/**
 * The list of what a check has sent; the values in it were masked by the core.
 */

/** @import { SentRequest } from "./messages.d.ts" */

export class SentList {
  /** @type {HTMLDetailsElement} */
  #root;

  /** @param {HTMLElement} root - the element with `data-part=sent` */
  constructor(root) {
    this.#root = /** @type {HTMLDetailsElement} */ (root);
  }

  /**
   * @param {SentRequest[]} requests - none where nothing was sent
   * @param {string[]} hosts - of OKX's, that were asked through our proxy
   */
  show(requests, hosts) {
    this.#root.hidden = requests.length === 0;
    this.#root.toggleAttribute("data-time-only", hosts.length === 0);
    part(this.#root, "hosts").textContent = hosts.join(", ");
    part(this.#root, "requests").replaceChildren(...requests.map((one) => this.#item(one)));
  }

  hide() {
    this.#root.open = false;
    this.show([], []);
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
    const fields = request.fields.map((one) => {
      const field = clone(this.#root, "sent-field");
      part(field, "name").textContent = one.name;
      part(field, "shown").textContent = one.shown;
      return field;
    });
    part(item, "fields").replaceChildren(...fields);
    return item;
  }
}

/**
 * @param {ParentNode} root
 * @param {string} name
 */
function part(root, name) {
  return /** @type {HTMLElement} */ (root.querySelector(`[data-part=${name}]`));
}

/**
 * @param {HTMLElement} root
 * @param {string} name
 */
function clone(root, name) {
  const template = /** @type {HTMLTemplateElement} */ (part(root, name));
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}
