/**
 * Starts Material once the page can be read, in two steps. A parser that meets its bundle runs it
 * there and then, often before the first frame, and a phone is busy with it for a quarter of a
 * second; between the steps it can answer a touch.
 *
 * A classic script after the link that loads the bundle, with `id=material`.
 */
(() => {
  /** How long to wait for a first frame, in milliseconds: a tab in the background paints none. */
  const PATIENCE = 500;

  /** @type {Promise<void>} */
  const parsed = new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });
  /** @type {Promise<void>} */
  const painted = new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      if (list.getEntriesByName("first-contentful-paint").length === 0) return;
      observer.disconnect();
      resolve();
    }).observe({ type: "paint", buffered: true });
  });

  /** What Material does when the document is parsed: that event is over before it listens. */
  function startParts() {
    /** @type {{ document$: { next: (document: Document) => void } }} */
    const { document$ } = /** @type {any} */ (globalThis);
    document$.next(document);
  }

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const tired = () => new Promise((resolve) => setTimeout(resolve, PATIENCE));

  // The first frame may show a part of the page. The second call of `frame` ends when the frame
  // that shows all of it is on its way to the screen.
  const shown = Promise.all([parsed, painted]).then(frame).then(frame);
  // Where paints are not told of, being tired is left.
  void Promise.any([shown, parsed.then(tired)]).then(() => {
    const link = document.querySelector("link#material");
    if (!(link instanceof HTMLLinkElement)) return;
    const script = document.createElement("script");
    script.src = link.href;
    script.integrity = link.integrity;
    script.addEventListener("load", () => setTimeout(startParts));
    // Material sets the address of each link anew, which would load the bundle once more.
    link.replaceWith(script);
  });
})();
