"""Access: who may ask, told by hashed API keys and users, and where the assistant may listen.

A key is 32 random bytes, so one round of SHA-256 is enough; a password is not, so it goes through scrypt (RFC 7914).
Neither is kept or written anywhere: settings hold hashes, and what is compared is compared in constant time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from assistant.errors import SettingsInvalid

KEY_PREFIX = "report-"
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**14, 8, 1
_SALT_BYTES = 16
_REMEMBERED = 1_000
"""Passwords are sent with every request; those that were right are remembered as a keyed hash, in memory only."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may ask."""

    name: str
    """As in the settings, with "key " or "user " before it."""


class Access:
    """Knows keys and users; open to everybody where there are none."""

    def __init__(self, keys: dict[str, str], users: dict[str, str]) -> None:
        self._keys = keys
        self._users = users
        self._secret = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, Caller] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def of(cls, api_keys: str | None, users: str | None) -> Access:
        """Read the settings `name:hash,name:hash`; raises SettingsInvalid that names the entry that cannot be used."""
        return cls(_entries(api_keys, "ASSISTANT_API_KEYS", "sha256$"), _entries(users, "ASSISTANT_USERS", "scrypt$"))

    def __repr__(self) -> str:
        return f"Access({len(self._keys)} keys, {len(self._users)} users)"

    @property
    def required(self) -> bool:
        """True where only callers with a key or a password are let in."""
        return bool(self._keys or self._users)

    def by_key(self, authorization: str) -> Caller | None:
        """Return whose key an Authorization header holds, as bearer or as a password; quick, unlike `identify`."""
        scheme, _, rest = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self._by_key(rest.strip())
        name_and_password = _basic(rest) if scheme.lower() == "basic" else None
        return self._by_key(name_and_password[1]) if name_and_password else None

    def identify(self, authorization: str) -> Caller | None:
        """Return who an Authorization header is from: a key as bearer, or a user by basic authentication.

        A key is accepted as a password too, whatever the user name, so that a browser can use one.
        """
        scheme, _, rest = authorization.partition(" ")
        if caller := self.by_key(authorization):
            return caller
        name_and_password = _basic(rest) if scheme.lower() == "basic" else None
        return self._by_password(*name_and_password) if name_and_password else None

    def _by_key(self, key: str) -> Caller | None:
        given = hash_key(key)
        # Every key is compared, whichever fits: how long it takes says nothing.
        found = [name for name, held in self._keys.items() if hmac.compare_digest(held, given)]
        return Caller(f"key {found[0]}") if found else None

    def _by_password(self, name: str, password: str) -> Caller | None:
        ticket = hmac.digest(self._secret, f"{name}\0{password}".encode(), "sha256")
        with self._lock:
            if caller := self._right.get(ticket):
                return caller
        # An unknown name costs as much time as a known one.
        held = self._users.get(name, f"scrypt${'0' * 32}${'0' * 64}")
        if not _fits(password, held) or name not in self._users:
            return None
        with self._lock:
            self._right[ticket] = Caller(f"user {name}")
            while len(self._right) > _REMEMBERED:
                self._right.popitem(last=False)
            return self._right[ticket]


def _basic(encoded: str) -> tuple[str, str] | None:
    try:
        name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, password


def new_key() -> str:
    """Make an API key; it is shown once and kept nowhere."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """Return what the settings hold in place of a key."""
    return "sha256$" + hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """Return what the settings hold in place of a password."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"scrypt${salt.hex()}${_scrypt(password, salt).hex()}"


def check_address(host: str, access: Access, *, allow_public: bool = False) -> None:
    """Raise SettingsInvalid where anybody on the network could ask without a key or a password."""
    if access.required or allow_public or is_loopback(host):
        return
    raise SettingsInvalid(
        f"Listening at {host!r} lets anybody on the network ask. Set ASSISTANT_API_KEYS or ASSISTANT_USERS"
        " (python -m assistant.doors key NAME), or allow it with ASSISTANT_ALLOW_PUBLIC=true."
    )


def is_loopback(host: str) -> bool:
    """Say whether an address is reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _entries(setting: str | None, variable: str, wanted: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, entry in enumerate(filter(None, (part.strip() for part in (setting or "").split(","))), 1):
        name, colon, held = entry.partition(":")
        parts = held.split("$")
        usable = (
            colon
            and name
            and held.startswith(wanted)
            and len(parts) == wanted.count("$") + (2 if wanted == "scrypt$" else 1)
        )
        if not usable or not all(_is_hex(part) for part in parts[1:]) or name in found:
            # The entry itself is not shown: it may be a key that somebody forgot to hash.
            raise SettingsInvalid(
                f"{variable}: entry {number} is no `name:{wanted}...`, or its name stands twice. "
                "Make entries with: python -m assistant.doors key NAME, or: user NAME."
            )
        found[name] = held
    return found


def _is_hex(text: str) -> bool:
    return bool(text) and len(text) % 2 == 0 and all(c in "0123456789abcdef" for c in text)


def _fits(password: str, held: str) -> bool:
    _, salt, hashed = held.split("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), hashed)


def _scrypt(password: str, salt: bytes) -> bytes:
    secret = password.encode(errors="surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, dklen=32)
