/**
 * Arriving at the checker and leaving it, and what an address or a button asks to try there.
 */

import { findAll } from "./part.mjs";
import { python } from "./python.mjs";

/** How the part of an address that names a finding begins. */
const TRY = "#try=";

/** The finding that the page's address names, or null. */
export function practiceInAddress() {
  return location.hash.startsWith(TRY) ? location.hash.slice(TRY.length) : null;
}

/**
 * Listens to the buttons that each show a finding.
 *
 * @param {HTMLElement} root
 * @param {(name: string) => void} handlePractice
 * @param {AbortSignal} signal
 */
export function onPractice(root, handlePractice, signal) {
  for (const button of findAll(root, "[data-try]")) {
    button.addEventListener("click", () => handlePractice(button.dataset.try ?? ""), { signal });
  }
}

/**
 * Listens for arrivals at a part of this page, also where a link is followed once more.
 *
 * @param {() => void} handleArrival
 * @param {AbortSignal} signal
 */
export function onArrival(handleArrival, signal) {
  globalThis.addEventListener("hashchange", handleArrival, { signal });
  const handlePageShow = (/** @type {PageTransitionEvent} */ event) => {
    if (event.persisted) {
      handleArrival();
    }
  };
  globalThis.addEventListener("pageshow", handlePageShow, { signal });
  // Browsers send no event where a link leads to the address that the page has already.
  const handleClick = (/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (link?.hash && link.href === location.href && !isElsewhere) {
      handleArrival();
    }
  };
  document.addEventListener("click", handleClick, { signal });
}

/**
 * Listens for the page being left, maybe for a return, and ends a start of Python then.
 *
 * @param {() => void} handleLeaving
 * @param {AbortSignal} signal
 */
export function onLeaving(handleLeaving, signal) {
  const handlePageHide = () => {
    handleLeaving();
    python.cancelStart();
  };
  globalThis.addEventListener("pagehide", handlePageHide, { signal });
}
