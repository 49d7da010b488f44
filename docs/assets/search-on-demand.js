/**
 * Loads the search index, and the worker that searches it, when somebody turns to the search and
 * not on every page: they are a third of what a page weighs. Material 9.8 asks for both at once and
 * has no setting for that; this can go when it, or its successor, waits by itself.
 *
 * A classic script that stands before Material's, which sends the request and makes the worker.
 */
(() => {
  const { open } = XMLHttpRequest.prototype;
  /** @type {Promise<void>} */
  const wanted = new Promise((resolve) => {
    if (new URLSearchParams(location.search).has("q")) resolve();
    document.addEventListener("focusin", ({ target }) => {
      if (target instanceof Element && target.closest("[data-md-component=search]")) resolve();
    });
  });

  XMLHttpRequest.prototype.open = function (
    /** @type {string} */ method,
    /** @type {string | URL} */ url,
    /** @type {boolean} */ isAsync = true,
  ) {
    if (String(url).endsWith("/search/search_index.json")) {
      const { send } = this;
      this.send = (body) => void wanted.then(() => send.call(this, body));
    }
    open.call(this, method, url, isAsync);
  };

  const { Worker } = globalThis;

  /** Material's search worker, which is made when it is told something: the index comes first. */
  class LateWorker extends EventTarget {
    /** @type {string} */
    #url;
    /** @type {Worker | undefined} */
    #worker;

    /** @param {string} url */
    constructor(url) {
      super();
      // Relative to the page that is open now.
      this.#url = new URL(url, location.href).href;
    }

    /** @param {unknown} message */
    postMessage(message) {
      if (this.#worker === undefined) {
        this.#worker = new Worker(this.#url);
        this.#worker.addEventListener("message", ({ data }) => {
          this.dispatchEvent(new MessageEvent("message", { data }));
        });
      }
      this.#worker.postMessage(message);
    }
  }

  globalThis.Worker = new Proxy(Worker, {
    construct(target, [url, options]) {
      return String(url).includes("/workers/search.")
        ? new LateWorker(String(url))
        : new target(url, options);
    },
  });
})();
