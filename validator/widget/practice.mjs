/**
 * Trying it without a key: which finding a button, or the page's address, asks to see.
 * An arrival is also what wakes the checker.
 */

/** How the part of an address that names a finding begins. */
const TRY = "#try=";

/** The finding that the page's address names, or null. */
export function namedByAddress() {
  return location.hash.startsWith(TRY) ? location.hash.slice(TRY.length) : null;
}

/**
 * Listens to the buttons that each show a finding.
 *
 * @param {HTMLElement} root
 * @param {(name: string) => void} wanted
 * @param {AbortSignal} signal
 */
export function onPractice(root, wanted, signal) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-try]"))) {
    button.addEventListener("click", () => wanted(button.dataset.try ?? ""), { signal });
  }
}

/**
 * Listens for arrivals at a part of this page, also where a link is followed once more.
 *
 * @param {() => void} arrived
 * @param {AbortSignal} signal
 */
export function onArrival(arrived, signal) {
  globalThis.addEventListener("hashchange", arrived, { signal });
  // The browser tells of no change where a link leads to the address that the page has already.
  const followed = (/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (link?.hash && link.href === location.href && !isElsewhere) {
      arrived();
    }
  };
  document.addEventListener("click", followed, { signal });
}
