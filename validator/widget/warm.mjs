/**
 * Warms up the inspection, so that the engine has compiled it before a user waits for one.
 *
 * Engines compile a function on its first run, again after many runs, and again when it takes a new
 * branch: Chromium needs up to 25 ms to recompile Python's main loop, some 300 ms after the start.
 * WebKit is ten times as fast after 17 inspections as at first.
 */

/** @import { Values } from "./messages.d.ts" */

/** Wrong values and none take turns, so that the engine compiles both branches of the rules. */
const WRONG = { api_key: "not-a-key", secret_key: "not-a-secret", passphrase: "no" };
const NONE = {};
/** After this many inspections, with pauses between them, engines stop recompiling. */
const ROUNDS = 16;
const PAUSE_MS = 60;

/**
 * @param {(values: Partial<Values>) => void} inspect
 * @param {() => boolean} isNeeded - whether a user is waiting for an inspection
 */
export async function warmUp(inspect, isNeeded) {
  for (let count = 0; count < ROUNDS && !isNeeded(); count += 1) {
    inspect(count % 2 === 0 ? WRONG : NONE);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
