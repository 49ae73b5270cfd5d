"""The shipped entries keep what they promise: exact offsets, one source for each section, sentences that stand alone."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
import yaml

from corpus import load_corpus, split_corpus
from corpus.chunk import sentence_spans
from corpus.load import SHIPPED

SUMMARY = (
    "https://clustercollaboration.eu/content/"
    "recommendations-cluster-policies-boost-resilience-and-foster-green-and-digital"
)
NOTICE = "Context from public pages, not the report's own words."
NUMBERS = {word: n for n, word in enumerate("no one two three four five six seven eight nine ten".split())}
MATCHES = re.compile(
    r"^Related by our own match to .+ are (?P<all>\w+) practices"
    r"(?: \((?P<weak>\w+) of them (?:a weak match|weak matches)\))?, among them (?P<names>.+)\.$"
)


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


@pytest.fixture(scope="module")
def chunks(corpus):
    return [chunk for chunk in split_corpus(corpus) if not chunk.question]


def sentences(entry, section):
    return [entry.body[start:end] for start, end in sentence_spans(entry.body, section.start, section.end)]


def number(word):
    return int(word) if word.isdigit() else NUMBERS[word]


def names(entry):
    return {name.strip("'").removeprefix("the ") for name in (entry.title, *entry.aliases)}


def test_ids_are_those_that_tests_and_links_rely_on(corpus):
    expected = {
        "recommendation": [f"{part}{n}" for part in "GDB" for n in range(1, 6)],
        "practice": [f"P{n:02}" for n in range(1, 96)],
        "background": [f"A{n:02}" for n in range(1, 23)],
        "term": [f"T{n:02}" for n in range(1, 35)],
    }
    assert {kind: [e.id for e in corpus.of_kind(kind)] for kind in expected} == expected
    assert len(corpus) == 15 + 95 + 22 + 34


def test_each_part_holds_five_recommendations(corpus):
    assert {pillar.id: len(corpus.of_pillar(pillar.id)) for pillar in corpus.report.pillars} == {
        "green": 5,
        "digital": 5,
        "resilience": 5,
    }


def test_a_chunk_is_its_exact_stretch_of_the_body(corpus, chunks):
    assert [c.id for c in chunks if corpus[c.entry_id].body[c.start : c.end] != c.text] == []
    assert [c.id for c in chunks if corpus[c.entry_id].section_at(c.start).title != c.section] == []


def test_sentences_are_whole(chunks):
    assert [c.text for c in chunks if len(c.text.split()) < 4] == []
    assert [c.text for c in chunks if not c.text.endswith((".", '"', "”", "'"))] == []


def test_sentences_stand_alone(chunks):
    pronouns = ("It", "Its", "They", "Their", "This", "These", "That", "Those", "He", "She")
    assert [c.text for c in chunks if c.text.split()[0].rstrip(",'’") in pronouns] == []


def test_no_sentence_stands_twice(chunks):
    counts = Counter(c.text for c in chunks if c.text != NOTICE)
    assert [text for text, n in counts.items() if n > 1] == []


def test_addresses_are_well_formed(corpus):
    urls = {source.url for entry in corpus for section in entry.sections for source in section.sources}
    split = {url: urlsplit(url) for url in urls}
    assert [url for url, parts in split.items() if parts.scheme not in ("http", "https")] == []
    assert [url for url, parts in split.items() if "." not in (parts.hostname or "") or re.search(r"\s", url)] == []


def test_every_headed_section_declares_its_own_sources():
    undeclared = []
    for file in SHIPPED.rglob("*.md"):
        blocks = re.split(r"^---$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for front, body in zip(blocks[::2], blocks[1::2], strict=True):
            data = yaml.load(front, Loader=yaml.BaseLoader)
            declared = {section["title"] for section in data.get("sections", [])}
            headings = re.findall(r"^## (.+)$", body, re.MULTILINE)
            undeclared += [f"{data['id']}: {title}" for title in headings if title not in declared]
            undeclared += [f"{data['id']}: {title} stands twice" for title, n in Counter(headings).items() if n > 1]
    assert undeclared == []


def test_basis_and_shown_address_agree(corpus):
    """The first source is the address shown beside the basis: one names the site of the other."""
    wrong = []
    for entry in corpus:
        for section in entry.sections:
            url = section.sources[0].url
            host = urlsplit(url).hostname.removeprefix("www.")
            fits = {
                "published_summary": url == SUMMARY,
                "policy_toolkit": host == "clustercollaboration.eu",
                "eccp_page": host == "clustercollaboration.eu",
                "related_page": host != "clustercollaboration.eu",
            }
            if not fits[section.basis]:
                wrong.append((entry.id, section.title, section.basis, url))
    assert wrong == []


def test_a_section_rests_on_sources_that_its_entry_lists(corpus):
    """Only a recommendation's context is made from other entries; there the entry is the summary alone."""
    wrong = [
        (entry.id, section.title)
        for entry in corpus
        if entry.kind != "recommendation"
        for section in entry.sections
        if not {s.url for s in section.sources} <= {s.url for s in entry.sources}
    ]
    assert wrong == []


def test_an_address_is_marked_as_mirrored_in_all_entries_or_in_none(corpus):
    """The summary alone was read both ways."""
    marks = {}
    for entry in corpus:
        for source in (*entry.sources, *(s for section in entry.sections for s in section.sources)):
            marks.setdefault(source.url, set()).add(source.mirrored)
    assert [url for url, seen in marks.items() if len(seen) > 1] == [SUMMARY]


def test_recommendations_speak_first_and_context_says_that_it_is_context(corpus):
    for entry in corpus.of_kind("recommendation"):
        first, *context = entry.sections
        assert (first.title, first.basis, [s.url for s in first.sources]) == ("", "published_summary", [SUMMARY])
        assert context, entry.id
        assert [s.title for s in context if not re.match(r"In context: \S", s.title)] == [], entry.id
        texts = [text for section in entry.sections for text in sentences(entry, section)]
        assert sentences(entry, context[0])[0] == NOTICE, entry.id
        assert texts.count(NOTICE) == 1, entry.id


def test_context_of_a_recommendation_changes_its_source_with_its_section(corpus):
    """Two neighbouring sections on one basis and the same addresses would be one."""
    for entry in corpus.of_kind("recommendation"):
        for one, other in zip(entry.sections[1:], entry.sections[2:], strict=False):
            assert (one.basis, one.sources) != (other.basis, other.sources), (entry.id, one.title)


def test_our_matches_stated_in_prose_are_those_of_the_practices(corpus):
    for entry in corpus.of_kind("recommendation"):
        _, matched = corpus.practices_of(entry.id)
        stated = [(s, m) for s in entry.sections for text in sentences(entry, s) if (m := MATCHES.match(text))]
        assert len(stated) == bool(matched), entry.id
        for section, words in stated:
            assert number(words["all"]) == len(matched), entry.id
            assert number(words["weak"] or "no") == sum(p.weak_match for p in matched), entry.id
            named = [p for p in matched if any(name in words["names"] for name in names(p))]
            assert [p.id for p in named if p.weak_match] == [], entry.id
            named.sort(key=lambda p: min(words["names"].find(n) for n in names(p) if n in words["names"]))
            assert section.sources == tuple(dict.fromkeys(p.sources[0] for p in named)), entry.id


def test_a_recommendation_without_practices_says_so(corpus):
    alone = [e for e in corpus.of_kind("recommendation") if corpus.practices_of(e.id) == ([], [])]
    assert [e.id for e in alone if "None of the practices in this corpus" not in e.body] == []


def test_practices_filed_by_the_toolkit_are_all_named_where_their_number_is_given(corpus):
    for entry in corpus.of_kind("recommendation"):
        filed, _ = corpus.practices_of(entry.id)
        stated = re.findall(r"The Policy Toolkit itself files (\w+) practices", entry.body)
        assert [number(word) for word in stated] == ([len(filed)] if filed else []), entry.id
        assert [p.id for p in filed if not any(name in entry.body for name in names(p))] == [], entry.id


def test_links_and_ids_named_in_prose_resolve(corpus):
    ids = {entry.id for entry in corpus}
    dangling = [
        (entry.id, name)
        for entry in corpus
        for name in re.findall(r"\b(?:[GDB]\d|[PAT]\d\d)\b", entry.body)
        if name not in ids
    ]
    assert dangling == []
    recommendations = {e.id for e in corpus.of_kind("recommendation")}
    for practice in corpus.of_kind("practice"):
        assert {*practice.filed_under, *practice.matched_to} <= recommendations, practice.id
        assert not set(practice.filed_under) & set(practice.matched_to), practice.id
        assert practice.matched_to or not practice.weak_match, practice.id
        assert practice.basis == "policy_toolkit" or not practice.filed_under, practice.id


def test_every_practice_says_its_level_and_where_it_lies_or_that_no_page_says(corpus):
    practices = corpus.of_kind("practice")
    assert [p.id for p in practices if not p.levels] == []
    # Their toolkit pages name no country.
    assert [p.id for p in practices if not p.countries and p.region is None] == ["P01", "P09"]


def test_years_run_forward(corpus):
    spans = {p.id: p.years for p in corpus.of_kind("practice") if p.years}
    assert [i for i, y in spans.items() if y.start and y.end and y.start > y.end] == []
    assert [i for i, y in spans.items() if y.end and not y.start] == []
