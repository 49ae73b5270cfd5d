"""HTML of answers, sources and the reading panel: exact words, nothing foreign, nothing that runs."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Sentence, cite
from assistant.ui.conversations import Turn
from assistant.ui.panel import contents_html, entry_html
from assistant.ui.render import answer_html, is_web_address, link, text
from assistant.ui.turns import announcement, conversation_html, turn_html, working_html
from corpus import Corpus, Entry, load_corpus


@cache
def corpus() -> Corpus:
    return load_corpus()


ENTRY_IDS = [entry.id for entry in load_corpus()]
SAFE_TAGS = frozenset({"div", "p", "h4", "ul", "ol", "li", "strong", "em", "br", "a"})


class Reading(HTMLParser):
    """Collects the tags, attributes, text and marked text of some HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.marks: list[str] = []
        self._in_mark = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "mark":
            self._in_mark = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marks[-1] += data


def answer_about(entry: Entry, start: int, end: int, **changes: object) -> Answer:
    citation = cite(1, entry, start, end)
    answer = Answer(
        question="What?",
        understood_as="What?",
        decision="answered",
        answer=f"{citation.quote} [1]",
        sentences=(Sentence(citation.quote, (1,)),),
        citations=(citation,),
        suggestions=("And then?",),
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def turn_about(entry_id: str, **changes: object) -> Turn:
    entry = corpus()[entry_id]
    section = entry.sections[0]
    return Turn(3, "What?", answer_about(entry, section.start, min(section.end, section.start + 40), **changes))


# The panel


@given(st.data())
def test_marked_characters_are_exactly_the_cited_ones(data: st.DataObject) -> None:
    entry = corpus()[data.draw(st.sampled_from(ENTRY_IDS))]
    section = data.draw(st.sampled_from(entry.sections))
    words = [m.span() for m in re.finditer(r"\S+", entry.body[section.start : section.end])]
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(words) - 1)] * 2)))
    start, end = section.start + words[first][0], section.start + words[last][1]
    citation = cite(1, entry, start, end)
    turn = Turn(1, "q", answer_about(entry, start, end))
    marks = Reading(entry_html(entry, corpus(), citation, turn)).marks
    before = entry.body[entry.body.rfind("\n", 0, start) + 1 : start]
    # A dash within a line is no list sign, where the quote begins with it: "HZwo - hydrogen cluster".
    whole, before = (re.sub(r"(?m)^\s*[-*•] ", "", text) for text in (before + citation.quote, before))
    list_signs_aside = whole.removeprefix(before)
    assert " ".join(" ".join(marks).split()) == " ".join(list_signs_aside.split())
    if "\n" not in citation.quote:
        assert marks == [citation.quote]


@pytest.mark.parametrize("entry_id", ENTRY_IDS)
def test_panel_shows_every_word_of_the_entry_and_marks_none_unasked(entry_id: str) -> None:
    entry = corpus()[entry_id]
    reading = Reading(entry_html(entry, corpus()))
    shown = " ".join(reading.text.split())
    for section in entry.sections:
        for line in entry.body[section.start : section.end].splitlines():
            assert " ".join(re.sub(r"^\s*([-*•]|#+) ", "", line).split()) in shown
        assert section.title in shown
    assert reading.marks == []
    assert {href for tag, name, href in reading.attributes if tag == "a" and name == "href"} >= {
        source.url for source in entry.sources
    }


def test_panel_keeps_the_toolkits_filing_apart_from_our_match() -> None:
    practice = replace(corpus().of_kind("practice")[0], filed_under=("G1", "D2"), matched_to=("G3",))
    markup = entry_html(practice, corpus())
    filed = markup[markup.index('class="linked filed"') : markup.index('class="linked matched"')]
    matched = markup[markup.index('class="linked matched"') :]
    assert all(f'data-entry="{i}"' in filed for i in practice.filed_under)
    assert "by the Policy Toolkit" in filed
    assert "our match" in matched
    assert not any(f'data-entry="{i}"' in matched for i in practice.filed_under)


def test_panel_says_which_numbering_is_ours() -> None:
    assert "our numbering" in entry_html(corpus()["G3"], corpus())
    official = Corpus(replace(corpus().report, official=True), corpus().entries)
    assert "our numbering" not in entry_html(replace(official["G3"], number="7"), official)
    assert "our numbering" in entry_html(official["G3"], official)


def test_page_of_an_imported_report_stands_beside_the_citation() -> None:
    citation = replace(cite(1, corpus()["G3"], 0, 10), basis="official_report", page="12")
    turn = Turn(1, "q", replace(answer_about(corpus()["G3"], 0, 10), citations=(citation,)))
    assert "Official report, page 12" in entry_html(corpus()["G3"], corpus(), citation, turn)
    assert "Official report, page 12" in turn_html(turn, corpus())


def test_contents_list_every_recommendation_of_every_part() -> None:
    markup = contents_html(corpus())
    assert all(f'data-entry="{entry.id}"' in markup for entry in corpus().of_kind("recommendation"))


# Answers


HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet="<>&\"'[]()!*_`#\\/=:;${}ascript1 \n-", max_size=80),
    st.sampled_from(
        ["<script>x</script>", "[1](javascript:x)", "![a](http://b/c)", "<a href=x>", "&lt;b&gt;", "\\[1\\]"]
    ),
)


@given(HOSTILE)
def test_answers_hold_only_our_own_tags(markdown: str) -> None:
    reading = Reading(answer_html(markdown, {1: '<a class="cite">[1]</a>'}))
    assert set(reading.tags) <= SAFE_TAGS
    assert {value for tag, name, value in reading.attributes if tag == "a"} <= {"cite"}


@given(HOSTILE)
def test_escaped_text_reads_back_and_holds_no_tag(value: str) -> None:
    escaped = text(value)
    assert not re.search("[<>\"']", escaped)
    assert "\x00" not in escaped
    escaped.encode("utf-8")
    if value.isascii() and value.isprintable():
        assert html.unescape(escaped) == value


def test_marker_without_a_citation_stays_plain_text() -> None:
    reading = Reading(answer_html("Known [1], invented [2].", {1: '<a class="cite">[1]</a>'}))
    assert reading.tags.count("a") == 1
    assert reading.text == "Known [1], invented [2]."


def test_bracket_of_the_source_text_is_no_marker() -> None:
    reading = Reading(answer_html(r"As in \[1\] of the list [1].", {1: '<a class="cite">[1]</a>'}))
    assert reading.tags.count("a") == 1
    assert reading.text == "As in [1] of the list [1]."


def test_bold_paragraph_is_a_heading() -> None:
    assert "<h4>G3 Circular</h4>" in answer_html("**G3 Circular**\n\nText.", {})


def test_ids_of_two_turns_never_meet() -> None:
    turns = [replace(turn_about("G3"), number=n) for n in (1, 2)]
    ids = [value for _, name, value in Reading(conversation_html(turns, corpus())).attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {"t1-c1", "t2-c1"} <= set(ids)


def test_each_decision_has_its_own_look_and_words() -> None:
    looks = {
        decision: turn_html(turn_about("G3", decision=decision), corpus())
        for decision in ("answered", "partly", "not_in_report")
    }
    assert "verdict" not in looks["answered"]
    assert 'class="answer partly"' in looks["partly"]
    assert "Answered in part" in looks["partly"]
    assert 'class="answer not-in-report"' in looks["not_in_report"]
    assert "Not in the report" in looks["not_in_report"]


def test_refusal_names_its_nearest_entries_once_as_links() -> None:
    refusal = replace(
        answer_about(corpus()["G3"], 0, 10),
        decision="not_in_report",
        citations=(),
        answer=f"It does not say.\n\nNearest in the corpus: **G3 {corpus()['G3'].title}**.",
        nearest=("G3",),
    )
    markup = turn_html(Turn(1, "q", refusal), corpus())
    assert Reading(markup).text.count(corpus()["G3"].title) == 1
    assert 'data-act="open" data-turn="1" data-entry="G3"' in markup
    assert "It does not say." in markup


def test_understanding_is_shown_only_where_it_differs() -> None:
    same = turn_html(turn_about("G3", understood_as="what"), corpus())
    other = turn_html(turn_about("G3", understood_as="What about <G3>?"), corpus())
    assert "Understood as" not in same
    assert "What about &lt;G3&gt;?" in other


def test_generated_answer_names_its_model() -> None:
    assert "Written by llama, checked" in turn_html(turn_about("G3", mode="generated", model="llama"), corpus())
    assert "Extractive" in turn_html(turn_about("G3"), corpus())


def test_announcement_counts_sources_and_says_refusals() -> None:
    assert announcement(turn_about("G3")) == "Answer 3 ready, 1 source."
    assert "not in the report" in announcement(turn_about("G3", decision="not_in_report", nearest=("G1", "G2")))
    assert announcement(Turn(1, "q", error="Empty question.")) == "Empty question."


def test_question_in_progress_shows_what_is_there() -> None:
    assert "Looking in the report" in working_html(1, "<b>", None)
    assert "<b>" not in working_html(1, "<b>", None)
    assert "cite" in working_html(3, "q", turn_about("G3"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host", "ftp://a/b", "http:///x", "http://[", ""]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert not is_web_address(url)
    assert "<a" not in link(url)
