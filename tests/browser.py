"""Fixtures of the browser tests: the app in a child process, and headless Chromium that may talk to nothing else.

Every test may take them: tests/conftest.py names this module as a plugin. Nothing is started before it is asked for.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
ARTEFACTS = ROOT / "artefacts"
START_WITHIN = 180
"""Seconds in which the app must answer; the index is built in that time."""
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_GIVEN: set[int] = set()
"""Ports that were given out: no app of the same process gets one twice."""
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Headless Chromium of this machine."""
    names = (os.environ.get("ASSISTANT_TEST_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    if found is None:
        pytest.skip("no Chromium found: install it, or name one in ASSISTANT_TEST_CHROMIUM")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_url(new_home: Callable[[], Path]) -> Iterator[str]:
    """Address of the real app, in extractive mode, with a state folder of its own."""
    with serving([str(ROOT / "app.py"), "--no-browser"], ASSISTANT_HOME=str(new_home()), ASSISTANT_MODEL="") as url:
        yield url


@pytest.fixture(scope="session")
def scripted_url() -> Iterator[str]:
    """Address of the app over the scripted assistant of tests/ui_stand_in.py."""
    with serving(["-m", "tests.ui_stand_in"]) as url:
        yield url


@contextmanager
def serving(arguments: list[str], headers: dict[str, str] | None = None, **settings: str) -> Iterator[str]:
    """Run the app, or whatever the arguments start, and give its address; `headers` hold what it asks for."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}/"
    environment = {**os.environ, **settings}
    process = subprocess.Popen(
        [sys.executable, *arguments, "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        _wait_for(urllib.request.Request(url, headers=headers or {}), process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    """A free port out of the share of this process, so that no other of the same test run takes it before the app does."""
    own, processes = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    for port in range(20_000 + int(own.removeprefix("gw")), 30_000, processes):
        with socket.socket() as probe:
            if port not in _GIVEN and probe.connect_ex(("127.0.0.1", port)):
                _GIVEN.add(port)
                return port
    raise OSError("no port from 20000 to 29999 is free for the app: stop what listens there")


def _wait_for(asked: urllib.request.Request, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output = process.stdout.read() if process.stdout else ""
            pytest.fail(f"the app ended with {process.returncode}: {output[-2000:]}")
        try:
            with urllib.request.urlopen(asked, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not answer within {START_WITHIN} s")


@dataclass
class Reader:
    """A person at a browser window: opens pages, asks, and remembers every request and every script error."""

    page: Any
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, url: str) -> None:
        """Open an address and wait until the question box can be used."""
        self.page.goto(url)
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_function("window.assistantUi && document.querySelector('.saved-none')")
        self.page.wait_for_timeout(150)

    def ask(self, question: str) -> Any:
        """Type a question, press Enter and return the finished turn."""
        number = self.page.locator("#conversation article").count() + 1
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        return self.turn(number)

    def turn(self, number: int) -> Any:
        """Wait for a finished turn and return it."""
        turn = self.page.locator(f"#conversation article#t{number}")
        turn.locator(".actions").wait_for(timeout=60_000)
        return turn

    def marked(self) -> str:
        """Return the marked words of the panel."""
        self.page.wait_for_selector("#panel mark")
        return str(self.page.eval_on_selector_all("#panel mark", "marks => marks.map(m => m.textContent).join(' ')"))

    def focused(self) -> str:
        """Return the tag, id and text of the focused element."""
        return str(
            self.page.evaluate(
                "(() => { const e = document.activeElement; return `${e.tagName}#${e.id} ${e.textContent}`; })()"
            )
        )

    def picture(self, name: str) -> Path:
        """Keep a screenshot as an artefact."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=str(path))
        return path


@pytest.fixture
def new_reader(chromium: Any) -> Iterator[Callable[..., Reader]]:
    """Make readers, each in a browser profile of its own; at the end no request may have left the app."""
    made: list[tuple[Any, Reader]] = []

    def make(viewport: dict[str, int] = WIDE, **settings: Any) -> Reader:
        context = chromium.new_context(viewport=viewport, **settings)
        reader = Reader(context.new_page())
        reader.page.on("request", lambda request: reader.requests.append(request.url))
        reader.page.on("pageerror", lambda error: reader.faults.append(str(error)))
        made.append((context, reader))
        return reader

    yield make
    for context, reader in made:
        context.close()
        own = ("http://127.0.0.1:", "blob:http://127.0.0.1:", "data:")
        assert [url for url in reader.requests if not url.startswith(own)] == []
        assert reader.faults == []


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    """A reader at a wide window."""
    return new_reader()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, installed from npm into a temporary folder."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, so axe-core cannot be fetched: install Node.js to run this test")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if done.returncode or not script.exists():
        pytest.skip(f"npm could not install axe-core: {done.stderr.strip()[-200:]}")
    return script.read_text(encoding="utf-8")


def axe_findings(page: Any, axe_script: str, *, inside: str | None = None) -> list[dict[str, Any]]:
    """Run axe-core with the rules of WCAG 2.2 AA and best practice on a page (or a part); return what it found."""
    # What Gradio still waits for is shown faded, and what fades in has no colour of its own yet.
    page.wait_for_function("""() => !document.querySelector('.pending') && document.getAnimations()
        .every(shown => shown.playState !== 'running' || shown.effect.getTiming().iterations === Infinity)""")
    page.evaluate(axe_script)
    result = page.evaluate(
        """async (inside) => {
          const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
          const found = await axe.run(inside ? {include: [inside]} : document, {runOnly: tags});
          return found.violations.map(v => ({
            id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => ({target: n.target.join(' '), html: n.html})),
          }));
        }""",
        inside,
    )
    return list(result)
