/**
 * The one script on every page: it brings the checker to life where a page holds one,
 * and loads nothing more before the reader comes near it.
 */

/** How near, as a margin around what is on the screen: one screen's height. */
const NEAR = "100% 0px";

async function define() {
  nearing.disconnect();
  appearing.disconnect();
  const { KeyChecker } = await import("./key-checker.mjs");
  if (!customElements.get("key-checker")) {
    customElements.define("key-checker", KeyChecker);
  }
}

const nearing = new IntersectionObserver(
  (entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      void define();
    }
  },
  { rootMargin: NEAR },
);
// A page may be changed without being loaded anew.
const appearing = new MutationObserver(watch);

function watch() {
  for (const checker of document.querySelectorAll("key-checker")) {
    if (checker.hasAttribute("data-at-once") || location.hash.startsWith("#try=")) {
      void define();
      return;
    }
    nearing.observe(checker);
  }
}

globalThis.addEventListener("hashchange", watch);
appearing.observe(document, { childList: true, subtree: true });
watch();
