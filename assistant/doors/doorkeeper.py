"""Doorkeeper: what every request passes first: size, key or password, how often.

It stands in front of the whole server (pages, Gradio's endpoints, the tool server, the OpenAI door), as plain ASGI.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool

from assistant.doors.access import Access, Caller, is_loopback

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Mapping[bytes, str]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

CALLER = "report_caller"
"""Where a request's scope says who asks: the name of a key or user, or the address."""
_UPLOAD = "/gradio_api/upload"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Requests that ask nothing: the parts of a page, and answers that were asked for before. All others are counted."""
_FREE = "/gradio_api/startup-events"
"""Gradio calls this itself while it starts, without a key; it tells nothing and does nothing a second time."""
_WRONG_AT_MOST = 10
"""Wrong keys or passwords a minute and address. A known key still opens: 256 random bits are not guessed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one caller may send."""

    per_minute: int = 300
    """Questions and events a minute, for each key or user and for each address; 0 for no limit."""
    request_bytes: int = 2_000_000
    upload_bytes: int = 60_000_000
    this_machine_only: bool = False
    """Answer only where the address in the request is one of this machine: what a page elsewhere names is another."""


class Doorkeeper:
    """ASGI middleware that lets requests through or answers them itself."""

    def __init__(self, app: AsgiApp, access: Access, limits: Limits | None = None) -> None:
        self._app = app
        self._access = access
        self._limits = limits or Limits()
        self._asked = RateLimit(self._limits.per_minute)
        self._wrong = RateLimit(_WRONG_AT_MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of the ASGI server."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope)
        if refusal is not None:
            await _refuse(scope, receive, send, refusal)
            return
        await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, counting the bytes of a body that did not say its length beforehand."""
        limit = self._limit(scope)
        seen, started = 0, False

        async def counting() -> MutableMapping[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # The rest is not read: for the application the client has hung up.
            return message if seen <= limit else {"type": "http.disconnect"}

        async def watching(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if seen <= limit or started:
                started = True
                await send(message)

        try:
            await self._app(scope, counting, watching)
        except Exception:
            if seen <= limit:
                raise
        if seen > limit and not started:
            await _refuse(scope, receive, send, _too_large(limit))

    def _limit(self, scope: Scope) -> int:
        return self._limits.upload_bytes if scope["path"].startswith(_UPLOAD) else self._limits.request_bytes

    async def _refusal(self, scope: Scope) -> Refusal | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
        length = headers.get(b"content-length", "0")
        if length.isdigit() and int(length) > self._limit(scope):
            return _too_large(self._limit(scope))
        reading = scope.get("method", "POST") in _READING
        if refusal := self._from_elsewhere(headers, reading=reading):
            return refusal
        address = network_of((scope.get("client") or ("unknown",))[0])
        scope[CALLER] = address
        if self._access.required and scope["path"] != _FREE:
            caller = await self._identify(headers.get(b"authorization", ""), address)
            if isinstance(caller, Refusal):
                return caller
            scope[CALLER] = caller.name
        return None if reading else self._too_often(scope[CALLER], address)

    def _from_elsewhere(self, headers: Headers, *, reading: bool) -> Refusal | None:
        """Refuse what a page of another site makes a reader's browser send: it has the reader's address and password."""
        host = headers.get(b"host", "")
        if self._limits.this_machine_only and not is_loopback(_hostname(host)):
            return Refusal(
                403,
                f"This assistant answers at addresses of its own machine alone, and not at {host[:80]!r}. Set"
                " ASSISTANT_API_KEYS or ASSISTANT_USERS, or allow it with ASSISTANT_ALLOW_PUBLIC=true.",
            )
        # A script must know a key to send it; a browser adds a password by itself.
        if reading or headers.get(b"authorization", "").lower().startswith("bearer "):
            return None
        site = headers.get(b"sec-fetch-site")
        origin = headers.get(b"origin")
        ours = {host, headers.get(b"x-forwarded-host", host)}
        foreign = (
            site not in ("same-origin", "none") if site else origin is not None and urlsplit(origin).netloc not in ours
        )
        return (
            Refusal(403, "A page of another site sent this request. Ask from a page of this site.") if foreign else None
        )

    async def _identify(self, authorization: str, address: str) -> Caller | Refusal:
        """Return who asks. A known key opens even where others at its address have guessed; a password does not."""
        if caller := self._access.by_key(authorization):
            return caller
        if authorization and self._wrong.is_spent(address):
            return Refusal(429, "Too many wrong keys from this address. Wait a minute.", 60)
        if authorization:
            # Hashing a password takes a while, in which others must be answered.
            if caller := await run_in_threadpool(self._access.identify, authorization):
                return caller
            self._wrong.take(address)
        return Refusal(401, "A key or a password is needed: send it as 'Authorization: Bearer KEY'.")

    def _too_often(self, caller: str, address: str) -> Refusal | None:
        if not self._access.required and is_loopback(address):
            return None
        waits = [self._asked.take(name) for name in dict.fromkeys((caller, address))]
        wait = max(waits)
        return Refusal(429, f"Too many requests. Try again in {wait} seconds.", wait) if wait else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let through."""

    status: int
    message: str
    retry_after: int = 0
    """Seconds; 0 where waiting does not help."""


class RateLimit:
    """A bucket of tokens for each name, refilled at an even rate; the least recently used is forgotten first."""

    def __init__(
        self, per_minute: int, *, clock: Callable[[], float] = time.monotonic, most_names: int = 50_000
    ) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._most = most_names
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, name: str) -> int:
        """Take one token: 0 where there was one, else the seconds to wait for the next."""
        if not self._per_minute:
            return 0
        with self._lock:
            held = self._held(name)
            taken = held >= 1
            self._buckets[name] = (held - taken, self._clock())
            self._buckets.move_to_end(name)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return 0 if taken else max(1, round((1 - held) * 60 / self._per_minute))

    def is_spent(self, name: str) -> bool:
        """Say whether a name has no token left, without taking one."""
        with self._lock:
            return bool(self._per_minute) and self._held(name) < 1

    def _held(self, name: str) -> float:
        held, at = self._buckets.get(name, (float(self._per_minute), self._clock()))
        return min(float(self._per_minute), held + (self._clock() - at) * self._per_minute / 60)


def network_of(address: str) -> str:
    """Return by what an address is counted: itself, or for IPv6 its /64, which is what one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return address if parsed.is_loopback else str(ipaddress.ip_network((parsed, 64), strict=False))


def _hostname(host: str) -> str:
    """Return a Host header without its port; names below .localhost are this machine in every browser."""
    name = host[: host.find("]") + 1] if host.startswith("[") else host.rsplit(":", 1)[0]
    return "localhost" if name.lower().endswith(".localhost") else name


def _too_large(limit: int) -> Refusal:
    return Refusal(413, f"The request is larger than {limit:,} bytes. Send less at once.")


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.message})
        return
    kind = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}.get(
        refusal.status, "invalid_request_error"
    )
    body = json.dumps({"error": {"message": refusal.message, "type": kind, "param": None, "code": None}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if refusal.status == 401:
        headers.append((b"www-authenticate", b'Basic realm="Report assistant", charset="UTF-8"'))
    if refusal.retry_after:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
