/**
 * Within a page the browser itself goes from anchor to anchor. Material would fetch the page anew
 * at the first such step, and what stands in a form would be gone.
 *
 * A classic script that stands before Material's, because a window calls its listeners in the
 * order in which they came.
 */
(() => {
  /** @param {{ pathname: string }} address */
  const isShown = (address) => {
    const shown = document.querySelector("link[rel=canonical]");
    return shown instanceof HTMLLinkElement && new URL(shown.href).pathname === address.pathname;
  };

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element && event.target.closest("a[href]");
      if (!(link instanceof HTMLAnchorElement) || link.hash === "") return;
      if (link.origin === location.origin && isShown(link)) {
        // A link with a target is one that Material leaves alone.
        link.target ||= "_self";
      }
    },
    { capture: true },
  );

  addEventListener("popstate", (event) => {
    if (!isShown(location)) return;
    event.stopImmediatePropagation();
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
})();
