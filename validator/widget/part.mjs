/**
 * The parts of the checker, which its form names by `data-part`.
 */

/**
 * Returns the part of a name; throws where the form has none, or one of another type.
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
 * Returns all elements that a selector finds; throws where one is of another type.
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
 * Returns the checker that an element is part of; throws where it is part of none.
 *
 * @param {Element} element
 */
export function checkerOf(element) {
  return checked(element.closest("key-checker"), "key-checker");
}

/**
 * Returns a copy of the content of a part that is a template.
 *
 * @param {ParentNode} root
 * @param {string} name
 */
export function clone(root, name) {
  return document.importNode(part(root, name, HTMLTemplateElement).content, true);
}

/**
 * Shows a text in a part, or hides the part where there is none.
 *
 * @param {HTMLElement} element
 * @param {string | null | undefined} text
 * @param {HTMLElement} [inside] - where the text goes, if not into the part itself
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
  const wanted = type ?? HTMLElement;
  if (!(found instanceof wanted)) {
    throw new TypeError(`the form has no ${wanted.name} called ${name}`);
  }
  return /** @type {Type} */ (found);
}
