/**
 * Takes chance and time out of Node, before Pyodide is loaded: the same sources give the same
 * memory. What a visitor's Python draws from the system later is not affected.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** 1 January 2026, in milliseconds; any moment will do. */
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
// Emscripten takes it for the name of the program, which is part of the memory.
process.argv[1] = "python";

/** Python's own seed for hashes, fixed too. */
export const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0" };

/**
 * Imports the core and rehearses one check, as a visitor's first press does: what is imported by
 * then is all that the core needs.
 *
 * @param {import("pyodide").PyodideAPI} pyodide
 */
export function rehearse(pyodide) {
  const bridge = pyodide.pyimport("validator.core.bridge");
  bridge.rehearse(JSON.stringify({ name: "can-trade" }));
  bridge.destroy();
}
