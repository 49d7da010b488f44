"""Temporary self-signed certificates, made by OpenSSL."""

from __future__ import annotations

import ssl
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import certifi
import pytest

from tests.debian import program

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def serving_as(name: str, *, is_trusted: bool) -> Iterator[ssl.SSLContext]:
    """Yield a server's TLS context with a self-signed certificate for a host.

    If it is trusted, clients that are created in the block find it in certifi's place.
    """
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        chain, key = Path(folder, "chain.pem"), Path(folder, "key.pem")
        make(name, chain, key)
        if is_trusted:
            patch.setattr(certifi, "where", lambda: str(chain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        yield context


def make(name: str, chain: Path, key: Path) -> None:
    """Write a self-signed certificate for a host, and its key."""
    command = (
        f"req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN={name}"
    )
    subprocess.run(
        [
            program("openssl"),
            *command.split(),
            *("-addext", f"subjectAltName=DNS:{name}"),
            *("-out", chain, "-keyout", key),
        ],
        check=True,
        capture_output=True,
    )
