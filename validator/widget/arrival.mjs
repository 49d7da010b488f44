/**
 * Events of arriving at the checker, leaving it, and trying a finding there.
 */

import { findAll } from "./part.mjs";
import { python } from "./python.mjs";

/** The beginning of an address's hash that names a finding to try. */
const TRY = "#try=";

/** Returns the name of the finding in the page's address, or null. */
export function practiceInAddress() {
  return location.hash.startsWith(TRY) ? location.hash.slice(TRY.length) : null;
}

/**
 * Listens for presses of the buttons that try a finding.
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
 * Listens for arrivals at a part of this page, even if a link is followed a second time.
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
  // Browsers send no event for a link to the page's current address.
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
 * Listens for the user leaving the page, and cancels a start of Python then.
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
