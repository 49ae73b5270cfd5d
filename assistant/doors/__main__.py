"""Make entries for ASSISTANT_API_KEYS and ASSISTANT_USERS: `python -m assistant.doors key|user NAME`."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Sequence

from assistant.doors.access import hash_key, hash_password, new_key

SHORTEST_PASSWORD = 10
"""Characters."""
BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a new entry for the settings, and a new key once; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.doors", description=__doc__)
    parser.add_argument("kind", choices=["key", "user"])
    parser.add_argument("name", help="letters, digits, dots and hyphens")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"[\w.-]{1,60}", options.name):
        return _fail(f"{options.name!r} is no name. Use letters, digits, dots and hyphens.")
    if options.kind == "key":
        key = new_key()
        sys.stdout.write(f"{options.name}:{hash_key(key)}\n")
        sys.stderr.write(f"The key, shown this once: {key}\nThe line above goes into ASSISTANT_API_KEYS.\n")
        return 0
    password = getpass.getpass(f"Password for {options.name}: ")
    if len(password) < SHORTEST_PASSWORD:
        return _fail(f"The password has {len(password)} characters. Take at least {SHORTEST_PASSWORD}.")
    if getpass.getpass("Once more: ") != password:
        return _fail("The two passwords differ. Start again.")
    sys.stdout.write(f"{options.name}:{hash_password(password)}\n")
    sys.stderr.write("The line above goes into ASSISTANT_USERS.\n")
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
