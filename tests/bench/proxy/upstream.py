"""A stand-in for OKX that responds after a delay; its arguments are port and seconds."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Final

from validator.core.practice import ACCOUNTS

_BODY: Final = ACCOUNTS["read-only"].configuration()
_REPLY: Final = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, OSError):
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(float(sys.argv[2]))
            writer.write(_REPLY)
    writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", int(sys.argv[1]), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
