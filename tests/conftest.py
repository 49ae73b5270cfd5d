"""Fixtures that every test may take."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.browser"]


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
