/**
 * Copies a text, says whether the browser allowed it, and returns the same.
 *
 * @param {string} text
 * @param {HTMLElement} status - where it is said; `data-failed` is what is said if it was not
 * @param {string} done - what is said if it was
 */
export async function copy(text, status, done) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = done;
    return true;
  } catch {
    status.textContent = status.dataset.failed ?? "";
    return false;
  }
}
