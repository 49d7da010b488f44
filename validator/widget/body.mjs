/**
 * Reads the body of a response as text, or nothing of one that is longer than it may be.
 *
 * @param {Response} response
 * @param {number} limit - in bytes
 */
export async function readAtMost(response, limit) {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  for (let left = limit; reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    left -= value.byteLength;
    if (left < 0) {
      await reader.cancel();
      return "";
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
