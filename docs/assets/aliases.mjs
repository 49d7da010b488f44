/**
 * Leads on from an anchor that moved: what a ticket once linked to works for ever.
 * A host never sees an anchor, so only the page can do this.
 */

const site = new URL("..", import.meta.url);
const ANCHOR = /^#[\w-]+$/;

/** Go to where the address's anchor is now, if the page lacks it and the list knows. */
async function follow() {
  const { hash, pathname } = location;
  if (!ANCHOR.test(hash) || document.getElementById(hash.slice(1))) return;
  try {
    const response = await fetch(new URL("aliases.json", site));
    /** @type {Record<string, string>} */
    const moved = await response.json();
    const page = pathname.replace(/index\.html$/, "").slice(site.pathname.length);
    const now = moved[`/${page}${hash}`];
    if (typeof now === "string" && location.hash === hash) {
      location.replace(new URL(now.slice(1), site));
    }
  } catch {
    // Without the list the reader stays at the top of the right page.
  }
}

addEventListener("hashchange", () => void follow());
void follow();
