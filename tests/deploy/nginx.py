"""Runs Debian's nginx with `deploy/nginx.conf`, on other ports and with a temporary certificate."""

from __future__ import annotations

import socket
import ssl
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.debian import free_port, program, wait_for
from tests.proxy import certificates
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIGURATION: Final = ROOT / "deploy" / "nginx.conf"
NAME: Final = "okx-proxy.flicker.finance"
#: A timeout, in seconds, that only something that never happens exceeds.
_LATE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx, with a TLS context that trusts its certificate."""

    port: int
    tls: ssl.SSLContext

    @property
    def url(self) -> str:
        """Return its URL, with the host name of its certificate."""
        return f"https://{NAME}:{self.port}"

    def connect(self) -> ssl.SSLSocket:
        """Return a new connection."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=_LATE)
        return self.tls.wrap_socket(connection, server_hostname=NAME)


def configuration(folder: Path, port: int, upstream_port: int, time_limit: str = "10s") -> str:
    """Return the deployment's configuration with other ports, paths and time limits."""
    text = CONFIGURATION.read_text("utf-8")
    changes = {
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx/error.log": f"{folder}/error.log",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "server 127.0.0.1:8080": f"server 127.0.0.1:{upstream_port}",
        "/etc/flicker-checker/tls/fullchain.pem": f"{folder}/chain.pem",
        "/etc/flicker-checker/tls/privkey.pem": f"{folder}/key.pem",
        "client_header_timeout 10s": f"client_header_timeout {time_limit}",
        "client_body_timeout 10s": f"client_body_timeout {time_limit}",
        # Only root may write to the package's folder for bodies.
        "access_log off;": f"access_log off; client_body_temp_path {folder}/bodies;",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def running(folder: Path, upstream_port: int, time_limit: str = "10s") -> Iterator[Nginx]:
    """Run nginx in front of a proxy on a loopback port until the block ends."""
    port = free_port()
    certificates.make(NAME, folder / "chain.pem", folder / "key.pem")
    tls = ssl.create_default_context(cafile=folder / "chain.pem")
    path = folder / "nginx.conf"
    path.write_text(configuration(folder, port, upstream_port, time_limit), "utf-8")
    command = [program("nginx"), "-c", str(path), "-e", f"{folder}/start.log", "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield Nginx(port, tls)
        finally:
            process.terminate()
