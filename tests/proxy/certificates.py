"""Throw-away certificates, made by OpenSSL."""

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
    """Yield what a server shows a certificate for a host with, which vouches for itself.

    If it is trusted, clients made in the block take it for one of certifi's authorities.
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
    """Write a certificate for a host, which vouches for itself, and its key."""
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
