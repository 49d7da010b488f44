/**
 * Loads the search index when somebody turns to the search, not on every page: it is a fifth of
 * what a page weighs. Material 9.8 asks for it at once and has no setting for that;
 * this can go when it, or its successor, waits by itself.
 *
 * A classic script that stands before Material's, which sends the request.
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
})();
