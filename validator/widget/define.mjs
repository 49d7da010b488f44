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
  const { modules, workerModules } = checker.dataset;
  preload(`${modules} ${workerModules}`.split(" "));
  if (!(await load())) {
    globalThis.addEventListener("online", () => void load());
  }
}

/** Tells whether the checker works now; where it does not, the form says so. */
async function load() {
  try {
    const { KeyChecker } = await import("./key-checker.mjs");
    if (!customElements.get("key-checker")) {
      customElements.define("key-checker", KeyChecker);
    }
    return true;
  } catch {
    for (const checker of allCheckers()) {
      showFailure(checker);
    }
    return false;
  }
}

/** @param {HTMLElement} checker */
function showFailure(checker) {
  const code = navigator.onLine ? "runtime-unavailable" : "offline";
  /** @type {NodeListOf<HTMLElement>} */
  const failures = checker.querySelectorAll("[data-failure]");
  for (const failure of failures) {
    failure.hidden = failure.dataset.failure !== code;
  }
  /** @type {HTMLElement | null} */
  const retry = checker.querySelector("[data-part=retry]");
  if (retry !== null) {
    retry.hidden = false;
    retry.onclick = () => void retryLoading(retry);
  }
}

/** @param {HTMLElement} retry */
async function retryLoading(retry) {
  retry.onclick = null;
  // Firefox asks for no module again that failed in this document.
  if (!(await load()) && navigator.onLine) {
    location.reload();
  }
}

/** @returns {NodeListOf<HTMLElement>} */
function allCheckers() {
  return document.querySelectorAll("key-checker");
}

/**
 * Asks for all modules at once, the worker's too: each would wait for those that import it.
 * What is imported into the page later is what came so, and only if its hash was right.
 *
 * @param {string[]} modules - `address#hash`, or the address alone of the worker's: what a worker
 *   imports no browser compares
 */
function preload(modules) {
  for (const module of modules) {
    const [address = "", hash = ""] = module.split("#");
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = address;
    link.integrity = hash;
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
  for (const checker of allCheckers()) {
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
