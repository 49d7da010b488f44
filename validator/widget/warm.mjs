/**
 * Lets the engine compile what a look at values runs, before somebody waits for it.
 *
 * Engines compile a function when it first runs, once more when it has run often, and again when
 * it then goes a way that it never went: Python's own loop takes Chromium up to 25 ms to compile
 * anew, some 300 ms after the start. WebKit is ten times as fast after 17 looks as at first.
 */

/** @import { Values } from "./messages.d.ts" */

/** Nobody's values, wrong ones and none in turn, so that the engine sees both ways through the rules. */
const WRONG = { api_key: "not-a-key", secret_key: "not-a-secret", passphrase: "no" };
const NONE = { api_key: "", secret_key: "", passphrase: "" };
/** As many looks, with so many milliseconds between them, last until the engines are at rest. */
const ROUNDS = 16;
const PAUSE_MS = 60;

/**
 * @param {(values: Values) => void} inspect
 * @param {() => boolean} isNeeded - whether somebody wants a look by now, who is not to wait
 */
export async function warmUp(inspect, isNeeded) {
  for (let count = 0; count < ROUNDS && !isNeeded(); count += 1) {
    inspect(count % 2 === 0 ? WRONG : NONE);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
