"""Scripts for the pages: functions that resolve to milliseconds, or to lists of them."""

from __future__ import annotations

from typing import Final

#: From the first touch of the form to Python being ready.
OURS: Final = """() => new Promise((resolve, reject) => {
  const checker = document.querySelector("key-checker");
  if (checker.dataset.python !== "idle") reject(new Error("started before it was touched"));
  const start = performance.now();
  new MutationObserver(() => {
    const state = checker.dataset.python;
    if (state === "ready") resolve(performance.now() - start);
    if (state === "failed") reject(new Error("failed"));
  }).observe(checker, { attributes: true, attributeFilter: ["data-python"] });
  checker.querySelector("form").dispatchEvent(new Event("pointerdown"));
})"""

#: From creating a worker to its first message.
WORKER: Final = """(address) => new Promise((resolve, reject) => {
  const start = performance.now();
  const worker = new Worker(address, { type: "module" });
  worker.onmessage = () => resolve(performance.now() - start);
  worker.onerror = () => reject(new Error("the worker failed"));
})"""

#: Scrolls to the form, which then starts to react; returns whether it has.
IS_NEAR: Final = """() => {
  const checker = document.querySelector("key-checker");
  checker.scrollIntoView({ behavior: "instant" });
  return checker.dataset.python !== undefined;
}"""

#: Whether the page is loaded.
IS_LOADED: Final = '() => document.readyState === "complete"'

#: Records the durations of long tasks of the page's main thread, which Chromium reports over 50 ms.
WATCH_TASKS: Final = """() => {
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.tasks.push(entry.duration);
  }).observe({ type: "longtask" });
}"""
LONGEST_TASK: Final = """async () => {
  await new Promise((resolve) => setTimeout(resolve, 200));
  return Math.max(0, ...globalThis.tasks);
}"""

#: From an event to the layout of the findings that it changes. Input and change events alternate,
#: at random moments of a frame.
REACTION: Final = """async (rounds) => {
  const input = document.querySelector("#kc-api_key");
  const list = document.querySelector("#kc-api_key-findings");
  const rest = () => new Promise((resolve) => setTimeout(resolve, 20 + 17 * Math.random()));
  const react = async (event, text) => {
    await rest();
    const shown = new Promise((resolve) => {
      const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
      observer.observe(list, { childList: true });
    });
    input.value = text;
    const start = performance.now();
    input.dispatchEvent(new Event(event, { bubbles: true }));
    await shown;
    list.getBoundingClientRect();
    return performance.now() - start;
  };
  const found = [];
  for (let round = 0; round < rounds; round += 1) {
    found.push(await react("input", "nothing-like-a-key"), await react("change", ""));
    found.push(await react("change", "nothing-like-a-key"), await react("input", ""));
  }
  return found;
}"""

#: From the press on *Check my key* to the verdict, with the values of a practice account.
VERDICT: Final = """async (values, rounds) => {
  // A verdict folds the form, and new values unfold it.
  const folded = document.querySelector("key-checker [data-part=folded]");
  document.querySelector("#kc-site-global").click();
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const found = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, value] of Object.entries(values)) {
      const input = document.querySelector(`#kc-${name}`);
      input.value = value;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    await rest(50);
    const shown = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!folded.hidden) { observer.disconnect(); resolve(); }
      });
      observer.observe(folded, { attributes: true, attributeFilter: ["hidden"] });
    });
    const start = performance.now();
    document.querySelector("key-checker [data-part=press]").click();
    await shown;
    folded.getBoundingClientRect();
    found.push(performance.now() - start);
    await rest(50);
  }
  return found;
}"""
