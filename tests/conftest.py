"""Fixtures that every test may take."""

from __future__ import annotations

import os
import shutil
from collections import Counter

import pytest
from hypothesis import settings

# A deadline would be a timed assertion: on a busy machine it fails where nothing is wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

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
    """A state folder with the built index of the shipped corpus, one for all processes; tests that write take their own."""
    from corpus.load import load_corpus
    from index.build import open_index
    from index.minilm import MiniLM

    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "state"
    # The index is locked while one process builds it: another waits and finds it current.
    open_index(load_corpus(), home, MiniLM(home), report=lambda line: None, progress=False)
    return home


@pytest.fixture(scope="session")
def new_home(state_folder, tmp_path_factory):
    """Make a state folder of its own, with an index that is built already."""
    return lambda: shutil.copytree(state_folder, tmp_path_factory.mktemp("home"), dirs_exist_ok=True)


@pytest.fixture(scope="session")
def real_assistant(state_folder):
    """The real assistant over the shipped corpus, extractive, opened once."""
    from assistant.build import open_assistant
    from assistant.settings import Settings

    return open_assistant(Settings(home=state_folder, model=None), report=lambda line: None, progress=False)
