/**
 * The agents' buttons below each result on the support page:
 * one copies the reply with the short link below it, the other the link alone.
 */

const site = new URL("..", import.meta.url);

/** A list of results, as written by `python -m validator tables`. */
class ReplyList extends HTMLElement {
  connectedCallback() {
    for (const entry of this.querySelectorAll(":scope > ul > li")) {
      if (!entry.querySelector("button")) this.#addButtons(entry);
    }
  }

  /** @param {Element} entry */
  #addButtons(entry) {
    const codes = [...entry.querySelectorAll("code")].map((code) => code.textContent ?? "");
    const short = codes.find((code) => code.startsWith("/e/"));
    const reply = entry.querySelector("blockquote")?.textContent?.trim();
    const title = entry.querySelector("a")?.textContent ?? "";
    if (!short || !reply) return;
    const row = document.createElement("p");
    row.className = "reply-actions";
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    const link = new URL(short.slice(1), site).href;
    row.append(
      button("Copy reply with link", title, `${reply}\n\n${link}`, status),
      " ",
      button("Copy link", title, link, status),
      " ",
      status,
    );
    entry.append(row);
  }
}

/**
 * Return a button that copies a text and shows the outcome.
 * @param {string} label
 * @param {string} title of the result, for screen readers
 * @param {string} text
 * @param {HTMLElement} status
 */
function button(label, title, text, status) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "md-button";
  made.textContent = label;
  made.setAttribute("aria-label", `${label}: ${title}`);
  made.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = "Copied.";
    } catch {
      status.textContent = "Your browser didn't allow copying. Select the text and copy it yourself.";
    }
  });
  return made;
}

if (!customElements.get("reply-list")) customElements.define("reply-list", ReplyList);
