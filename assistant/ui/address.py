"""The address that the app listens at, looked at before anything heavy is imported."""

from __future__ import annotations

import socket

from assistant.errors import AssistantError

FIRST_PORT = 7860


class AddressTaken(AssistantError):
    """An address that the app cannot listen at."""


def free_port(host: str, asked: int | None) -> int:
    """Return the port to listen at: the one asked for, or the first free one from 7860 on.

    Raises AddressTaken with a sentence for the user.
    """
    if asked is not None:
        problem = _why_not(host, asked)
        if problem:
            raise AddressTaken(f"Port {asked} on {host} cannot be used: {problem}. Choose another with --port.")
        return asked
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if not _why_not(host, port):
            return port
    raise AddressTaken(f"No port from {FIRST_PORT} to {FIRST_PORT + 99} is free on {host}. Choose one with --port.")


def _why_not(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return (error.strerror or str(error)).lower()
        except OverflowError:
            return "a port is a number from 0 to 65535"
    return None
