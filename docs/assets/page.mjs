/**
 * What every page does beside the checker. Nothing is kept, nothing is sent.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
const STATUS_MS = 4000;

/** A banner that shows itself once the steps of its page are older than `data-days`. */
class StepsAge extends HTMLElement {
  connectedCallback() {
    const age = Date.now() - Date.parse(this.dataset["on"] ?? "");
    this.hidden = !(age > Number(this.dataset["days"]) * DAY_MS);
  }
}

/**
 * The search of a page that does not exist: it hands the word to the search in the header,
 * which looks it up here in the browser. A short link's code (`/e/50110`) is filled in.
 */
class PageSearch extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const input = this.querySelector("input");
    if (!form || !input) return;
    const [path = "", code = ""] = /\/e\/([\w-]{1,40})\/?$/.exec(location.pathname) ?? [];
    // Short links are in lowercase.
    if (code !== code.toLowerCase()) {
      location.replace(location.pathname.slice(0, -path.length) + path.toLowerCase());
    }
    input.value = code;
    if (/^\d{5}$/.test(code)) this.#name(code);
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

  /**
   * Say that an OKX code is not known.
   * @param {string} code
   */
  #name(code) {
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
 * Say how copying went, for a few seconds, to eyes and screen readers.
 * @param {"copied" | "failed"} outcome which of the texts that the template holds
 */
function tell(outcome) {
  const status = document.getElementById("page-status");
  if (!status) return;
  status.textContent = status.dataset[outcome] ?? "";
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => {
    status.textContent = "";
  }, STATUS_MS);
}

// A heading's link is followed as any link is, and its address is copied.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a.headerlink");
  if (!(link instanceof HTMLAnchorElement)) return;
  const { href } = link;
  // Without a secure context there is no clipboard: that fails here as well.
  Promise.resolve()
    .then(() => navigator.clipboard.writeText(href))
    .then(
      () => tell("copied"),
      () => tell("failed"),
    );
});

// On paper a link is of use only with its whole address, which a style sheet cannot work out.
addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll("article a[href]")) {
    if (!(link instanceof HTMLAnchorElement) || !link.protocol.startsWith("http")) continue;
    const here = link.origin === location.origin && link.pathname === location.pathname;
    if (!here) link.dataset["address"] = link.href;
  }
});
