"""Follow-ups become full questions without a model; the old topic does not stick."""

from __future__ import annotations

import pytest


def cited(answer):
    return list(dict.fromkeys(citation.entry_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["Which practices come from Norway?"], "And from Hungary?", ["P03", "P51"]),
        (["List the digital recommendations"], "Tell me about the second one", ["D2"]),
        (["List the digital recommendations"], "the last one?", ["D5"]),
        (["List the digital recommendations"], "What does number 4 say?", ["D4"]),
        (["What does G3 say?"], "And D4?", ["D4"]),
        (["What does G3 say?", "And D4?"], "Compare both", ["G3", "D4"]),
        (["Which practices come from Norway?"], "How many are there?", ["P11", "P12", "P82", "P83", "P84"]),
        (["Which practices come from Norway?", "Any from Hungary?"], "What is industrial symbiosis?", ["T14"]),
        (["Tell me about the Norwegian Arena Programme"], "When did it start?", ["P11"]),
        (["What does recommendation D4 say?"], "Which practices belong to it?", ["P07", "P50", "P55", "P56"]),
        (["Which practices does the toolkit file under G1?"], "Tell me about the Canadian one", ["P06"]),
        (["What does G3 say?"], "No, I meant B3", ["B3"]),
    ],
)
def test_follow_up(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer) == expected, answer.understood_as


def test_what_was_understood_stands_alone(real_assistant):
    answer = real_assistant.ask("And from Hungary?", ["Which practices come from Norway?"])
    assert cited(real_assistant.ask(answer.understood_as)) == cited(answer)


def test_tell_me_more_shows_more_of_the_same(real_assistant):
    first = real_assistant.ask("What does D4 say?")
    more = real_assistant.ask("Tell me more", ["What does D4 say?"])
    assert cited(more) == ["D4"]
    assert len(more.citations) > len(first.citations)


def test_an_unreadable_earlier_turn_is_passed_over(real_assistant):
    assert cited(real_assistant.ask("What does G3 say?", ["", "\u202e"])) == ["G3"]
