// Runs Lighthouse with its settings for phones in a headless Chromium:
//   node tests/audit/lighthouse.mjs CHROMIUM CATEGORIES URL...
// CATEGORIES are Lighthouse's ids, comma-separated. It prints a JSON line per URL:
//   {"url", "scores": {category: 0 to 100}, "failed": ["audit: title: where"], "bytes", "times"}
// `bytes` are those on the wire, without Python's runtime, and `times` are the parts of the
// performance in ms; both are null without the category `performance`.
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

/**
 * @param {string} chromePath
 * @param {string[]} onlyCategories
 * @param {string[]} urls
 */
export async function* audit(chromePath, onlyCategories, urls) {
  const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox"] });
  try {
    for (const url of urls) {
      const flags = { port: chrome.port, logLevel: /** @type {const} */ ("error"), onlyCategories };
      const result = await lighthouse(url, flags);
      if (result === undefined || result.lhr.runtimeError !== undefined) {
        throw new Error(`${url}: ${result?.lhr.runtimeError?.message ?? "no result"}`);
      }
      yield summary(url, result.lhr);
    }
  } finally {
    chrome.kill();
  }
}

/**
 * @param {string} url
 * @param {import("lighthouse").Result} result
 */
function summary(url, result) {
  /** @type {Record<string, number>} */
  const scores = {};
  /** @type {string[]} */
  const failed = [];
  for (const category of Object.values(result.categories)) {
    scores[category.id] = Math.round((category.score ?? 0) * 100);
    for (const { id, weight } of category.auditRefs) {
      const found = result.audits[id];
      if (found === undefined || weight === 0) continue;
      const isError = found.scoreDisplayMode === "error";
      if (isError || (found.score !== null && found.score < 1)) {
        failed.push([id, found.title, ...places(found.details)].join(": "));
      }
    }
  }
  return { url, scores, failed, ...weight(result) };
}

/** Our names of times, and Lighthouse's. */
const TIMES = {
  paint: "first-contentful-paint",
  largest: "largest-contentful-paint",
  blocked: "total-blocking-time",
  work: "mainthread-work-breakdown",
};

/** @param {import("lighthouse").Result} result */
function weight({ audits }) {
  const requests = audits["network-requests"]?.details;
  if (requests?.type !== "table") return { bytes: null, times: null };
  const sizes = requests.items
    .filter(({ url }) => !String(url).includes("/runtime/"))
    .map(({ transferSize }) => Number(transferSize));
  const times = Object.entries(TIMES).map(([name, id]) => [name, audits[id]?.numericValue ?? null]);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), times: Object.fromEntries(times) };
}

/**
 * @param {unknown} details what an audit found, in one of Lighthouse's many shapes
 * @returns {string[]} where: pieces of HTML, addresses, lines of the console
 */
function places(details) {
  const named = /"(?:snippet|href|description|source|line)":("(?:[^"\\]|\\.)*")/g;
  const texts = JSON.stringify(details ?? {}).matchAll(named);
  return [...texts].map((match) => JSON.parse(match[1] ?? '""'));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [chromePath, categories, ...urls] = argv.slice(2);
  if (chromePath === undefined || categories === undefined || urls.length === 0) {
    throw new Error("usage: lighthouse.mjs CHROMIUM CATEGORIES URL...");
  }
  for await (const found of audit(chromePath, categories.split(","), urls)) {
    console.log(JSON.stringify(found));
  }
}
