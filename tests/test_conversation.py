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
        (["Which practices come from Norway?", "and Finland?"], "how many are that?", ["P81", "P82"]),
        (["How many recommendations are there?"], "And how many are digital?", ["D1", "D2", "D3", "D4", "D5"]),
        (["How many recommendations are on digital?"], "Which ones?", ["D1", "D2", "D3", "D4", "D5"]),
        (["Compare G3 and G4"], "Which one concerns SMEs?", ["G4"]),
        (["What does D3 say?", "And D4?"], "Compare them", ["D3", "D4"]),
        (["List the digital recommendations", "the first one"], "next one", ["D2"]),
        (["Which practices come from Belgium?"], "the second in more detail please", ["P66"]),
        (["List practices from Germany"], "And national?", ["P57", "P58"]),
        (["Which practices deal with hydrogen?"], "Which is the oldest?", ["P59"]),
        (["Which practices belong to B2?"], "only the ones from 2020", ["P31"]),
        (["What does D1 recommend?"], "Are there any examples from Spain?", ["P31", "P52"]),
        (["Who set up the expert group?"], "When?", ["A04"]),
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


def test_what_is_recommended_about_a_thing_is_a_recommendation(real_assistant):
    answer = real_assistant.ask("What does the report recommend about them?", ["What is a Digital Innovation Hub?"])
    assert cited(answer)[0] == "D4"


def test_a_new_topic_takes_the_place_of_the_old_one(real_assistant):
    answer = real_assistant.ask("What about shared value?", ["Is there anything on hydrogen?", "Who runs it?"])
    assert cited(answer)[0] in ("B3", "T12")
    assert "hydrogen" not in answer.understood_as.lower()
