"""What readers say of themselves tells who asks, and not what is asked."""

from __future__ import annotations

import pytest

from assistant.understanding.speaker import without_speaker


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I work for a bank in Galicia; what is cascade funding?", ["What is cascade funding?"]),
        ("As a mayor in Norway, what should I read on waste and reuse?", ["What should I read on waste and reuse?"]),
        (
            "I advise a college in Finland which leads a cluster; I hear that Ireland funds its institutes.",
            ["I hear that Ireland funds its institutes."],
        ),
        (
            "We are preparing a map for a client in Malta and would like to know what kind of body the alliance is.",
            ["Would like to know what kind of body the alliance is.", "What kind of body the alliance is."],
        ),
        ("What is cascade funding?", []),
        ("I work for a bank in Galicia.", []),
    ],
)
def test_what_is_said_of_the_reader_is_parted_from_the_question(text, asked):
    assert list(without_speaker(text)) == asked


def test_the_place_of_the_reader_does_not_hide_an_answer(real_assistant):
    asked = "I work for a regional bank in Galicia; would you kindly explain what is meant by cascade funding?"
    answer = real_assistant.ask(asked)
    assert [citation.entry_id for citation in answer.citations][:1] == ["T10"]
    placed = real_assistant.ask("I work for the regional ministry in Barcelona. Which practices come from Catalonia?")
    assert {c.entry_id for c in placed.citations} == {
        e.id for e in real_assistant.corpus.of_kind("practice") if "Catalonia" in (e.region or "")
    }
