/**
 * Findings as list items: an icon, the title as a link to the finding's section, and its fix.
 */

import { checkerOf, clone, part } from "./part.mjs";

/** @import { Finding } from "./messages.d.ts" */

/**
 * Builds the list item of a finding from the template of the form.
 *
 * @param {Element} inside - any element of the checker
 * @param {Finding} finding
 */
function findingItem(inside, finding) {
  const checker = checkerOf(inside);
  const item = clone(checker, "finding");
  const root = part(item, "finding-item");
  root.dataset.finding = finding.code;
  root.dataset.testid = finding.code;
  root.dataset.severity = finding.severity;
  const link = part(item, "section", HTMLAnchorElement);
  link.href = `${checker.dataset.troubleshooting}#${finding.code}`;
  link.prepend(finding.title);
  part(item, "fix").textContent = finding.fix;
  return item;
}

/**
 * Replaces the items of a list with these findings.
 *
 * @param {HTMLElement} list
 * @param {Finding[]} findings
 */
export function showFindings(list, findings) {
  list.replaceChildren(...findings.map((finding) => findingItem(list, finding)));
}
