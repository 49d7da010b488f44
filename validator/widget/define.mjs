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
  const { script = "", worker = "" } = checker.dataset;
  preload(worker);
  if (!(await load(script))) {
    globalThis.addEventListener("online", () => void load(script));
  }
}

/**
 * Tells whether the checker works now; where it does not, the form says so.
 *
 * @param {string} script - `address#hash`
 */
async function load(script) {
  const isThere = () => customElements.get("key-checker") !== undefined;
  if (!isThere()) {
    await run(script);
  }
  if (!isThere()) {
    for (const checker of allCheckers()) {
      showFailure(checker, script);
    }
  }
  return isThere();
}

/**
 * Runs a module if it is what its hash says. An `import` compares nothing by itself, and would
 * take at the second time what was refused at the first.
 *
 * @param {string} script - `address#hash`
 */
async function run(script) {
  const [address = "", hash = ""] = script.split("#");
  const element = document.createElement("script");
  element.type = "module";
  element.integrity = hash;
  element.src = absolute(address);
  await new Promise((resolve) => {
    element.onload = resolve;
    element.onerror = resolve;
    document.head.append(element);
  });
  element.remove();
}

/**
 * @param {HTMLElement} checker
 * @param {string} script
 */
function showFailure(checker, script) {
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
    retry.onclick = () => void retryLoading(retry, script);
  }
}

/**
 * @param {HTMLElement} retry
 * @param {string} script
 */
async function retryLoading(retry, script) {
  retry.onclick = null;
  // Some browsers ask for no module again that failed in this document.
  if (!(await load(script)) && navigator.onLine) {
    location.reload();
  }
}

/** @returns {NodeListOf<HTMLElement>} */
function allCheckers() {
  return document.querySelectorAll("key-checker");
}

/**
 * Asks for the worker already, which otherwise waits for the script that makes it.
 *
 * @param {string} worker - its address
 */
function preload(worker) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = absolute(worker);
  document.head.append(link);
}

/**
 * Returns an address as Material leaves it alone: it sets every other one anew when it starts.
 *
 * @param {string} address
 */
function absolute(address) {
  return new URL(address, location.href).href;
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
