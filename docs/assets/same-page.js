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

  /** Where the last step led, also while its page is still on its way. */
  let { pathname: last } = location;

  document.addEventListener(
    "click",
    (event) => {
      // Material changes the address within the click, and the page later.
      setTimeout(() => {
        last = location.pathname;
      });
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
    const isStepWithin = last === location.pathname && isShown(location);
    last = location.pathname;
    if (!isStepWithin) return;
    event.stopImmediatePropagation();
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
})();
