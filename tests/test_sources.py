"""Below an answer each source stands once, and no number and no address is lost by that."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Citation, by_source
from assistant.plain import plain_answer
from assistant.ui.conversations import Turn
from assistant.ui.turns import turn_html

drawn = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["1", "2", None]), st.sampled_from("xyz")), max_size=8
)


def citations_of(drawn):
    return tuple(
        Citation(n, entry, "practice", f"Title {entry}", "words", 0, 5, page, f"https://{host}.example", "related_page")
        for n, (entry, page, host) in enumerate(drawn, 1)
    )


@given(drawn=drawn)
def test_every_citation_stays_in_its_place_beside_those_of_its_source(drawn):
    citations = citations_of(drawn)
    groups = by_source(citations)
    assert [one for group in groups for one in group] == list(citations)
    sources = [{(c.entry_id, c.page, c.source_url) for c in group} for group in groups]
    assert all(len(source) == 1 for source in sources)
    assert all(one != following for one, following in pairwise(sources))


@pytest.fixture(scope="module")
def answer(real_assistant):
    return real_assistant.ask("Tell me about HZwo in Saxony.")


@given(drawn=drawn)
def test_the_terminal_names_each_number_with_its_own_address(answer, drawn):
    citations = citations_of(drawn)
    printed = plain_answer(replace(answer, answer="Said.", citations=citations))
    found = {
        int(number): address
        for numbers, address in re.findall(r"^((?:\[\d+\])+) .*\n {4}(\S+)$", printed, re.MULTILINE)
        for number in re.findall(r"\d+", numbers)
    }
    assert found == {c.n: c.source_url for c in citations}


def test_the_page_links_every_number_of_a_source(answer, real_assistant):
    assert len(answer.citations) > len(by_source(answer.citations)) == 1
    html = turn_html(Turn(1, answer.question, answer), real_assistant.corpus)
    assert "1 source<" in html
    for citation in answer.citations:
        assert html.count(f'id="t1-c{citation.n}"') == 1
