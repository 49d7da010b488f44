// Compresses files with Brotli: node compress.mjs QUALITY TARGET SOURCE...
// TARGET is a folder; the compressed files are named by their index in the list.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const [quality = "", target = "", ...sources] = argv.slice(2);
const compress = promisify(brotliCompress);
await Promise.all(
  sources.map(async (source, index) => {
    const content = await readFile(source);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: Number(quality),
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(join(target, String(index)), await compress(content, { params }));
  }),
);
