/**
 * Makes Node's random numbers and clocks constant before Pyodide is loaded, so that the same sources
 * give the same memory. The random numbers of a visitor's Python are not affected.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** 1 January 2026, in milliseconds; any fixed time would do. */
const MOMENT = 1_767_225_600_000;

/**
 * @template {ArrayBufferView} View
 * @param {View} view
 */
function fill(view) {
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(1);
  return view;
}
crypto.randomFillSync = /** @type {typeof crypto.randomFillSync} */ (fill);
syncBuiltinESMExports();
Date.now = () => MOMENT;
performance.now = () => 0;
// Emscripten uses it as the name of the program, which is part of the memory.
process.argv[1] = "python";

/** Python's environment, with a fixed seed for hashes. */
export const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0" };

/**
 * Imports the core and rehearses one check, after which every module that the core needs is
 * imported.
 *
 * @param {import("pyodide").PyodideAPI} pyodide
 */
export function rehearse(pyodide) {
  const bridge = pyodide.pyimport("validator.core.bridge");
  const page = { help_url: "/" };
  bridge.rehearse(JSON.stringify({ name: "can-trade", page, now_ms: MOMENT }));
  bridge.destroy();
}
