"""Fixtures that every test may take."""

from __future__ import annotations

from collections import Counter

import pytest

pytest_plugins = ["tests.browser"]


def pytest_collection_modifyitems(items):
    """Put files of few tests first, as they drive whole programs, and those with a browser last.

    Begun last, the former would keep one processor waiting; the event loop of the browser stays open in its process.
    """
    tests = Counter(item.path for item in items)
    browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda i: (i.path in browser, -tests[i.path] if i.path in browser else tests[i.path], i.path))


@pytest.fixture(scope="session")
def shipped():
    """The shipped corpus."""
    from corpus.load import load_corpus

    return load_corpus()


@pytest.fixture(scope="session")
def state_folder(tmp_path_factory):
    """A state folder with the built index of the shipped corpus; tests that write take their own."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def real_assistant(state_folder):
    """The real assistant over the shipped corpus, extractive, opened once."""
    from assistant.build import open_assistant
    from assistant.settings import Settings

    return open_assistant(Settings(home=state_folder, model=None), report=lambda line: None, progress=False)
