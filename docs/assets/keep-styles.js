/**
 * Keeps the style sheets as they are when Material makes every address of the page absolute, which
 * it does at the start of instant navigation: a `link` whose address is set, even to the same one,
 * loads its sheet anew, and the browser works out the style of the whole page once more.
 * Material then tells by `outerHTML` which sheets the next page has too; so that is what it would
 * be with an absolute address.
 *
 * A classic script that stands before Material's. It can go when that leaves `link` elements alone.
 */
for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
  if (!(link instanceof HTMLLinkElement)) continue;
  const { href } = link;
  const absolute = link.cloneNode();
  if (absolute instanceof HTMLLinkElement) {
    absolute.href = href;
    Object.defineProperties(link, {
      href: { value: href, writable: true },
      outerHTML: { value: absolute.outerHTML },
    });
  }
}
