/**
 * The script of every page. It stores nothing and sends nothing.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
const STATUS_MS = 4000;

/** A banner that appears once the page's steps are older than `data-days`. */
class StepsAge extends HTMLElement {
  connectedCallback() {
    const age = Date.now() - Date.parse(this.dataset["on"] ?? "");
    this.hidden = !(age > Number(this.dataset["days"]) * DAY_MS);
  }
}

/**
 * The search on the "Page not found" page: passes the word to the search in the header. The code of
 * a short link (`/e/50110`) is filled in.
 */
class PageSearch extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const input = this.querySelector("input");
    if (!form || !input) return;
    const [path = "", code = ""] = /\/e\/([\w-]{1,40})\/?$/.exec(location.pathname) ?? [];
    // Short links are lowercase.
    if (code !== code.toLowerCase()) {
      location.replace(location.pathname.slice(0, -path.length) + path.toLowerCase());
    }
    input.value = code;
    if (/^\d{5}$/.test(code)) this.#showUnknown(code);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const search = document.querySelector("input[data-md-component=search-query]");
      if (!(search instanceof HTMLInputElement)) return;
      search.value = input.value;
      search.focus();
      search.dispatchEvent(new KeyboardEvent("keyup"));
    });
    this.hidden = false;
  }

  /** @param {string} code - of OKX, which the site does not know */
  #showUnknown(code) {
    for (const part of this.querySelectorAll("[data-part]")) {
      if (!(part instanceof HTMLElement)) continue;
      if (part.dataset["part"] === "code") part.textContent = code;
      else part.hidden = part.dataset["part"] !== "unknown";
    }
  }
}

customElements.define("steps-age", StepsAge);
customElements.define("page-search", PageSearch);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let statusTimer;

/**
 * Show the outcome of copying for a few seconds, and announce it to screen readers.
 * @param {"copied" | "failed"} outcome names the text in the template
 */
function announce(outcome) {
  const status = document.getElementById("page-status");
  if (!status) return;
  status.textContent = status.dataset[outcome] ?? "";
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => {
    status.textContent = "";
  }, STATUS_MS);
}

// A heading's link works as any link does, and copies its address too.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest("a.headerlink");
  if (!(link instanceof HTMLAnchorElement)) return;
  try {
    // Without a secure context there is no clipboard, which throws too.
    await navigator.clipboard.writeText(link.href);
    announce("copied");
  } catch {
    announce("failed");
  }
});

// On a phone an open search locks the page, so a result on the same page can't be scrolled to yet.
addEventListener("hashchange", () => {
  if (!document.body.hasAttribute("data-md-scrolllock")) return;
  const unlocked = new MutationObserver(() => {
    unlocked.disconnect();
    document.querySelector(":target")?.scrollIntoView();
  });
  unlocked.observe(document.body, { attributeFilter: ["data-md-scrolllock"] });
});

// A printed link needs its whole address, which a style sheet cannot resolve.
addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll("article a[href]")) {
    if (!(link instanceof HTMLAnchorElement) || !link.protocol.startsWith("http")) continue;
    const here = link.origin === location.origin && link.pathname === location.pathname;
    if (!here) link.dataset["address"] = link.href;
  }
});
