/**
 * How a finding looks: an icon, its title as a link to its section, and what to do.
 */

/** @import { Finding } from "./messages.d.ts" */

/**
 * Builds the list item of a finding from the template of the form.
 *
 * @param {Element} inside - any element of the checker
 * @param {Finding} finding
 */
function findingItem(inside, finding) {
  const checker = /** @type {HTMLElement} */ (inside.closest("key-checker"));
  const template = /** @type {HTMLTemplateElement} */ (
    checker.querySelector("template[data-part=finding]")
  );
  const item = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const root = /** @type {HTMLElement} */ (item.firstElementChild);
  root.dataset.finding = finding.code;
  root.dataset.testid = finding.code;
  root.dataset.severity = finding.severity;
  const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
  link.href = `${checker.dataset.troubleshooting}#${finding.code}`;
  link.prepend(finding.title);
  const fix = /** @type {HTMLElement} */ (item.querySelector("[data-part=fix]"));
  fix.textContent = finding.fix;
  return item;
}

/**
 * Shows these findings in a list, and no others.
 *
 * @param {HTMLElement} list
 * @param {Finding[]} findings
 */
export function showFindings(list, findings) {
  list.replaceChildren(...findings.map((one) => findingItem(list, one)));
}
