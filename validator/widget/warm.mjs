/**
 * Lets the engine compile the code of an inspection before a person waits for one.
 *
 * Engines compile a function when it first runs, once more when it has run often, and again when
 * it then takes another branch: Python's own loop takes Chromium up to 25 ms to compile again, some
 * 300 ms after the start. WebKit is ten times as fast after 17 inspections as at first.
 */

/** @import { Values } from "./messages.d.ts" */

/** Made-up values, wrong ones and none in turn, so that the engine sees both ways through the rules. */
const WRONG = { api_key: "not-a-key", secret_key: "not-a-secret", passphrase: "no" };
const NONE = {};
/** As many inspections, with pauses between them, last until the engines are done. */
const ROUNDS = 16;
const PAUSE_MS = 60;

/**
 * @param {(values: Partial<Values>) => void} inspect
 * @param {() => boolean} isNeeded - whether a person is waiting for an inspection by now
 */
export async function warmUp(inspect, isNeeded) {
  for (let count = 0; count < ROUNDS && !isNeeded(); count += 1) {
    inspect(count % 2 === 0 ? WRONG : NONE);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
