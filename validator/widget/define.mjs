/**
 * The one script on every page: it brings the checker to life where a page holds one,
 * and loads nothing more before the reader comes near it.
 */

/** How near, as a margin around what is on the screen: one screen's height. */
const NEAR = "100% 0px";

/** @param {HTMLElement} checker */
async function define(checker) {
  nearing.disconnect();
  appearing.disconnect();
  preload(checker.dataset.modules?.split(" ") ?? []);
  const { KeyChecker } = await import("./key-checker.mjs");
  if (!customElements.get("key-checker")) {
    customElements.define("key-checker", KeyChecker);
  }
}

/**
 * Asks for all modules at once, the worker's too: each would wait for those that import it.
 *
 * @param {string[]} names
 */
function preload(names) {
  for (const name of names) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = new URL(name, import.meta.url).href;
    document.head.append(link);
  }
}

const nearing = new IntersectionObserver(
  (entries) => {
    const checker = entries.find((entry) => entry.isIntersecting)?.target;
    if (checker instanceof HTMLElement) {
      void define(checker);
    }
  },
  { rootMargin: NEAR },
);
// A page may be changed without being loaded anew.
const appearing = new MutationObserver(watch);

function watch() {
  /** @type {NodeListOf<HTMLElement>} */
  const checkers = document.querySelectorAll("key-checker");
  for (const checker of checkers) {
    if (checker.hasAttribute("data-at-once") || location.hash.startsWith("#try=")) {
      void define(checker);
      return;
    }
    nearing.observe(checker);
  }
}

globalThis.addEventListener("hashchange", watch);
appearing.observe(document, { childList: true, subtree: true });
watch();
