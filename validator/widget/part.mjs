/**
 * The parts of the checker, named by `data-part` in its form.
 */

/**
 * Returns the part with a name; throws if the form has none, or one of another type.
 *
 * @template {HTMLElement} [Type=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => Type} [type]
 */
export function part(root, name, type) {
  return checked(root.querySelector(`[data-part=${name}]`), name, type);
}

/**
 * Returns all elements that match a selector; throws if one is of another type.
 *
 * @template {HTMLElement} [Type=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Type} [type]
 */
export function findAll(root, selector, type) {
  return [...root.querySelectorAll(selector)].map((found) => checked(found, selector, type));
}

/**
 * Returns the checker that an element belongs to; throws if there is none.
 *
 * @param {Element} element
 */
export function checkerOf(element) {
  return checked(element.closest("key-checker"), "key-checker");
}

/**
 * Returns a copy of a template's content.
 *
 * @param {ParentNode} root
 * @param {string} name
 */
export function clone(root, name) {
  return document.importNode(part(root, name, HTMLTemplateElement).content, true);
}

/**
 * Shows a text in a part, or hides the part if there is no text.
 *
 * @param {HTMLElement} element
 * @param {string | null | undefined} text
 * @param {HTMLElement} [inside] - the element for the text, if not the part itself
 */
export function showText(element, text, inside = element) {
  element.hidden = !text;
  inside.textContent = text ?? "";
}

/**
 * @template {HTMLElement} [Type=HTMLElement]
 * @param {Element | null} found
 * @param {string} name
 * @param {new () => Type} [type]
 * @returns {Type}
 */
function checked(found, name, type) {
  const expected = type ?? HTMLElement;
  if (!(found instanceof expected)) {
    throw new TypeError(`the form has no ${expected.name} called ${name}`);
  }
  // TypeScript does not see that `Type` is HTMLElement if no type is given.
  return /** @type {Type} */ (found);
}
