"""Whether a port can be listened on, asked before anything is loaded."""

from __future__ import annotations

import socket


class PortTaken(RuntimeError):
    """The message says which port and what to do."""


def refuse_taken(host: str, port: int) -> None:
    """Raises PortTaken when another program listens there or the port may not be used."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PortTaken(
                f"端口{port}不能使用（可能已被别的程序占用）。请换一个端口，例如：PORT={port + 1 if port < 65535 else 8000} make demo"
            ) from error
