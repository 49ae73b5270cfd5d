from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.generating.reply import Claim, ReplyReader

KEYS = ("q7h2kd", "b4xz9m")
REPLY = (
    "<think>Which passage [q7h2kd]? It says. Done.</think>\n"
    "Clusters share a laboratory [q7h2kd]. They train 4.6 people, e.g. managers. [[b4xz9m]] [zz9zz9]\n\n"
    "- **Firms** pay half【q7h2kd】 of it\n[b4xz9m]\n1. Up to 50% is paid ［q7h2kd; b4xz9m］.\n"
    "```python\nprint('[q7h2kd]')\n```\nAll of them meet (b4xz9m) often. A last one (of two) stays"
)
CLAIMS = [
    Claim("Clusters share a laboratory.", ("q7h2kd",)),
    Claim("They train 4.6 people, e.g. managers.", ("b4xz9m",), strange=1),
    Claim("Firms pay half of it", ("q7h2kd", "b4xz9m")),
    Claim("Up to 50% is paid.", ("q7h2kd", "b4xz9m")),
    Claim("All of them meet often.", ("b4xz9m",)),
    Claim("A last one (of two) stays"),
]


def read(*pieces: str, two_halves: bool = False, cut: bool = False) -> list[Claim]:
    reader = ReplyReader(KEYS, two_halves=two_halves)
    return [claim for piece in pieces for claim in reader.feed(piece)] + list(reader.finish(cut=cut))


def test_a_reply_is_cut_into_claims_with_their_keys() -> None:
    assert read(REPLY) == CLAIMS


@given(st.sets(st.integers(1, len(REPLY) - 1)))
@example(set(range(1, len(REPLY))))
def test_where_the_stream_is_cut_makes_no_difference(cuts: set[int]) -> None:
    edges = [0, *sorted(cuts), len(REPLY)]
    assert read(*(REPLY[a:b] for a, b in itertools.pairwise(edges))) == CLAIMS


@given(st.lists(st.text("Ab1. [】(q7h2kd]，\n`*|<think>-", max_size=12), max_size=25))
def test_what_was_handed_out_never_changes(pieces: list[str]) -> None:
    reader = ReplyReader(KEYS)
    given_out: list[Claim] = []
    for piece in pieces:
        given_out += reader.feed(piece)
    given_out += reader.finish()
    assert given_out == read("".join(pieces))


@pytest.mark.parametrize(
    "mark",
    [
        "[q7h2kd]",
        "[[q7h2kd]]",
        "【q7h2kd】",
        "［q7h2kd］",
        "〔q7h2kd〕",
        "(q7h2kd)",
        "{q7h2kd}",
        "[^q7h2kd]",
        "[Q7H2KD]",
        "[key: q7h2kd]",
        "[Source q7h2kd]",
        "【q7h2kd†source】",
        "[ q7h2kd ]",
        "[q7h2kd, q7h2kd]",
        "[q7h2kd][q7h2kd]",
        "[q7h2kd] [1]",
    ],
)
@pytest.mark.parametrize("form", ["Clusters meet {}.", "Clusters meet. {}", "Clusters meet.{}", "Clusters {} meet."])
def test_every_way_of_writing_a_mark_is_understood(mark: str, form: str) -> None:
    (claim,) = read(form.format(mark))
    assert (claim.text, claim.keys) == ("Clusters meet.", ("q7h2kd",))


def test_a_mark_that_is_no_key_is_dropped_and_counted() -> None:
    assert read("Clusters meet [1][G99, p. 7].") == [Claim("Clusters meet.", (), strange=4)]


def test_nothing_is_handed_out_while_a_mark_may_still_come() -> None:
    reader = ReplyReader(KEYS)
    assert list(reader.feed("Clusters meet. ")) == []
    assert list(reader.feed("[q7h")) == []
    assert list(reader.feed("2kd]")) == []
    assert list(reader.feed(" Firms")) == [Claim("Clusters meet.", ("q7h2kd",))]


def test_nothing_of_a_thought_is_handed_out() -> None:
    assert read("<think>Say it. Now. [q7h2kd]") == []


def test_a_sentence_cut_short_is_left_out() -> None:
    assert read("Clusters meet [q7h2kd]. Firms pay at most 5", cut=True) == [Claim("Clusters meet.", ("q7h2kd",))]
    assert len(read("Clusters meet [q7h2kd]. Firms pay [b4xz9m]", cut=True)) == 2


def test_two_halves_give_a_sentence_with_its_translation() -> None:
    text = "Clusters meet. Often [q7h2kd]. || Les clusters se réunissent souvent [q7h2kd].\nFirms pay [b4xz9m]."
    assert read(text, two_halves=True) == [
        Claim("Clusters meet. Often.", ("q7h2kd",), translation="Les clusters se réunissent souvent."),
        Claim("Firms pay.", ("b4xz9m",)),
    ]
