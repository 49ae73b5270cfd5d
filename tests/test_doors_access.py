from __future__ import annotations

import base64
import itertools
import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.doors.__main__ import main
from assistant.doors.access import Access, Caller, check_address, hash_key, hash_password, new_key
from assistant.doors.doorkeeper import CALLER, Doorkeeper, Limits, RateLimit, network_of
from assistant.errors import SettingsInvalid

KEY = new_key()
PASSWORD = "correct horse battery"
OPEN = Access.of(None, None)
CLOSED = Access.of(f"anna:{hash_key(KEY)}, bert:{hash_key('other')}", f"carla:{hash_password(PASSWORD)}")


def bearer(key: str) -> str:
    return f"Bearer {key}"


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "caller"),
    [
        (bearer(KEY), Caller("key anna")),
        (f"bearer  {KEY} ", Caller("key anna")),
        (basic("carla", PASSWORD), Caller("user carla")),
        (basic("whoever", KEY), Caller("key anna")),
        (bearer(KEY + "x"), None),
        (bearer(""), None),
        (bearer(hash_key(KEY)), None),
        (basic("carla", "wrong"), None),
        (basic("nobody", PASSWORD), None),
        (basic("carla", ""), None),
        ("Basic not-base64!", None),
        ("Basic " + base64.b64encode(b"\xff\xfe:x").decode(), None),
        ("Digest x", None),
        ("", None),
    ],
    ids=itertools.count(),  # the key is new in every process, and the same tests must be found in each
)
def test_only_the_right_key_or_password_is_known(authorization, caller):
    assert CLOSED.identify(authorization) == caller


def test_a_right_password_stays_right_and_a_wrong_one_wrong():
    assert [CLOSED.identify(basic("carla", p)) is not None for p in (PASSWORD, "wrong", PASSWORD)] == [
        True,
        False,
        True,
    ]


def test_the_same_password_is_never_hashed_alike():
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


@pytest.mark.parametrize(
    "entries",
    ["anna", "anna:", f"anna:{KEY}", "anna:sha256$zz", f":{hash_key(KEY)}", f"a:{hash_key('x')},a:{hash_key('y')}"],
    ids=itertools.count(),
)
def test_an_entry_that_cannot_be_used_is_named_by_its_place_and_not_shown(entries):
    with pytest.raises(SettingsInvalid, match=r"ASSISTANT_API_KEYS: entry \d") as raised:
        Access.of(entries, None)
    assert KEY not in str(raised.value)


def test_nothing_secret_is_shown_of_an_access():
    assert repr(CLOSED) == "Access(2 keys, 1 users)"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
def test_a_loopback_address_needs_no_key(host):
    check_address(host, OPEN)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "203.0.113.7", "example.org", ""])
def test_a_public_address_is_refused_without_key_users_or_leave(host):
    with pytest.raises(SettingsInvalid, match="ASSISTANT_API_KEYS"):
        check_address(host, OPEN)
    check_address(host, CLOSED)
    check_address(host, OPEN, allow_public=True)


async def echo(request: Request) -> JSONResponse:
    return JSONResponse({"caller": request.scope[CALLER], "bytes": len(await request.body())})


def client(access: Access = OPEN, limits: Limits | None = None, address: str = "203.0.113.7") -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])
    return TestClient(Doorkeeper(app, access, limits), client=(address, 50000))


def test_without_keys_everybody_is_let_in_by_address():
    assert client().get("/").json()["caller"] == "203.0.113.7"


@pytest.mark.parametrize("path", ["/", "/v1/models", "/gradio_api/queue/join", "/assets/x.js", "/gradio_api/mcp/"])
def test_with_keys_every_path_asks_for_one(path):
    asking = client(CLOSED)
    refused = asking.get(path)
    assert (refused.status_code, refused.headers["www-authenticate"][:5]) == (401, "Basic")
    assert refused.json()["error"]["type"] == "authentication_error"
    assert asking.get(path, headers={"authorization": bearer(KEY)}).json()["caller"] == "key anna"
    assert asking.get(path, headers={"authorization": basic("carla", PASSWORD)}).json()["caller"] == "user carla"


def test_a_body_that_is_too_large_is_refused_by_its_declared_length():
    refused = client(limits=Limits(request_bytes=100)).post("/v1/x", content=b"x" * 101)
    assert (refused.status_code, "100 bytes" in refused.json()["error"]["message"]) == (413, True)
    assert client(limits=Limits(request_bytes=100)).post("/v1/x", content=b"x" * 100).json()["bytes"] == 100


def test_a_body_that_does_not_say_its_length_is_not_read_beyond_the_limit():
    def pieces():
        for _ in range(50):
            yield b"x" * 10

    refused = client(limits=Limits(request_bytes=100)).post("/v1/x", content=pieces())
    assert refused.status_code == 413


def test_uploads_may_be_larger():
    limits = Limits(request_bytes=10, upload_bytes=100)
    assert client(limits=limits).post("/gradio_api/upload", content=b"x" * 90).status_code == 200


def test_asking_too_often_is_refused_with_the_time_to_wait():
    asking = client(limits=Limits(per_minute=3))
    codes = [asking.post("/v1/chat/completions").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert int(asking.post("/v1/chat/completions").headers["retry-after"]) >= 1


def test_the_parts_of_a_page_are_not_counted():
    asking = client(limits=Limits(per_minute=3))
    assert {asking.get("/assets/x.js").status_code for _ in range(20)} == {200}


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/component_server", "/gradio_api/mcp/", "//v1/x", "/anything"]
)
def test_whatever_is_sent_is_counted_wherever_it_is_sent(path):
    asking = client(limits=Limits(per_minute=2))
    assert [asking.post(path).status_code for _ in range(3)] == [200, 200, 429]


def test_one_customer_with_many_addresses_is_one_caller():
    app = Doorkeeper(Starlette(routes=[Route("/{path:path}", echo, methods=["POST"])]), OPEN, Limits(per_minute=2))
    codes = [TestClient(app, client=(f"2001:db8:1:2::{n}", 1)).post("/x").status_code for n in range(1, 4)]
    assert codes == [200, 200, 429]
    assert TestClient(app, client=("2001:db8:1:3::1", 1)).post("/x").status_code == 200


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::1"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_is_counted_by_what_one_customer_has(address, counted):
    assert network_of(address) == counted


def test_a_key_in_an_address_opens_nothing():
    assert client(CLOSED).get(f"/?key={KEY}&api_key={KEY}&token={KEY}").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    ],
)
def test_a_page_of_another_site_cannot_ask_through_its_readers(headers):
    assert client().post("/v1/chat/completions", headers=headers).status_code == 403
    password = {"authorization": basic("carla", PASSWORD)}
    assert client(CLOSED).post("/gradio_api/queue/join", headers=headers | password).status_code == 403
    # A script that knows a key has not got it from the browser.
    assert client(CLOSED).post("/v1/x", headers=headers | {"authorization": bearer(KEY)}).status_code == 200
    assert client().get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver"},
        {"sec-fetch-site": "same-origin", "origin": "https://report.example"},
        {"origin": "https://report.example", "x-forwarded-host": "report.example"},
    ],
)
def test_our_own_pages_and_programs_may_ask(headers):
    assert client().post("/v1/x", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "localhost", "[::1]:7860", "app.localhost:80"])
def test_this_machine_is_known_by_its_names(host):
    limits = Limits(this_machine_only=True)
    assert client(limits=limits, address="127.0.0.1").get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5:7860", ""],
)
def test_a_name_that_was_made_to_point_here_is_refused(host):
    refused = client(limits=Limits(this_machine_only=True), address="127.0.0.1").get("/", headers={"host": host})
    assert refused.status_code == 403
    assert "ASSISTANT_API_KEYS" in refused.json()["error"]["message"]


def test_a_forwarded_address_is_not_believed():
    asking = client(limits=Limits(per_minute=1))
    codes = [asking.post("/x", headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in range(3)]
    assert codes == [200, 429, 429]


def test_one_address_and_one_key_are_counted_each():
    access = Access.of(f"a:{hash_key('one')},b:{hash_key('two')}", None)
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["POST"])])
    keeper = Doorkeeper(app, access, Limits(per_minute=2))

    def ask(key: str, address: str) -> int:
        return TestClient(keeper, client=(address, 1)).post("/v1/x", headers={"authorization": bearer(key)}).status_code

    assert [ask("one", "203.0.113.1"), ask("one", "203.0.113.2"), ask("one", "203.0.113.3")] == [200, 200, 429]
    assert [ask("two", "203.0.113.1"), ask("two", "203.0.113.9")] == [200, 200]


def test_this_machine_is_not_counted_where_nothing_is_closed():
    asking = client(limits=Limits(per_minute=1), address="127.0.0.1")
    assert {asking.post("/v1/x").status_code for _ in range(5)} == {200}


def test_guessing_keys_ends_after_a_few():
    asking = client(CLOSED)
    codes = [asking.get("/", headers={"authorization": bearer(f"guess-{n}")}).status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert asking.get("/", headers={"authorization": basic("carla", PASSWORD)}).status_code == 429
    # Whoever shares the address of a guesser is not locked out: a known key was not guessed.
    assert asking.get("/", headers={"authorization": bearer(KEY)}).status_code == 200


def test_no_key_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    asking = client(CLOSED)
    asking.get("/", headers={"authorization": bearer(KEY)})
    asking.get("/", headers={"authorization": bearer(KEY + "wrong")})
    assert KEY not in caplog.text


def test_a_bucket_fills_again_with_time():
    now = [0.0]
    limit = RateLimit(60, clock=lambda: now[0])
    assert [limit.take("a") for _ in range(61)] == [0] * 60 + [1]
    assert limit.take("b") == 0
    now[0] += 2.0
    assert [limit.take("a") for _ in range(3)] == [0, 0, 1]


def test_the_oldest_names_are_forgotten():
    limit = RateLimit(1, clock=lambda: 0.0, most_names=2)
    assert [limit.take(name) for name in ("a", "b", "c", "a")] == [0, 0, 0, 0]


def test_a_new_key_is_shown_once_beside_the_entry_that_fits_it(capsys):
    assert main(["key", "anna"]) == 0
    shown = capsys.readouterr()
    key = next(word for word in shown.err.split() if word.startswith("report-"))
    assert Access.of(shown.out.strip(), None).identify(bearer(key)) == Caller("key anna")
    assert key not in shown.out


def test_a_user_is_made_from_a_password_typed_twice(capsys, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: PASSWORD)
    assert main(["user", "carla"]) == 0
    assert Access.of(None, capsys.readouterr().out.strip()).identify(basic("carla", PASSWORD)) == Caller("user carla")


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [(["key", "a:b"], []), (["user", "carla"], ["short"]), (["user", "carla"], ["long enough", "otherwise"])],
)
def test_what_cannot_be_used_is_said_in_one_line(capsys, monkeypatch, arguments, typed):
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.pop(0))
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
