from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.generating.languages import language_of, languages
from assistant.generating.support import SupportChecker
from assistant.generating.translation import TranslationChecker
from assistant.understanding.quantities import dates, quantities
from evals.altered import altered_sentences
from evals.fit_support import PAIRS, examples_of, quality, read_pairs
from evals.fit_translations import read_translation_pairs


@pytest.fixture(scope="session")
def embed(state_folder):
    from index.minilm import MiniLM

    return MiniLM(state_folder).embed


@pytest.fixture(scope="session")
def checker(shipped, embed):
    return SupportChecker(shipped, embed)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("up to 75,000 euro from a total of 500 000 €", [(75_000, "at most", "euro"), (500_000, "", "euro")]),
        ("€4.6 million and 29.9 million leva", [(4.6e6, "", "euro"), (29.9e6, "", "lev")]),
        ("more than 1,100 offers in one week", [(1100, "at least", "")]),
        ("over five years, over 600 projects", [(5, "", ""), (600, "at least", "")]),
        ("twenty-two groups, a dozen firms, one hundred more", [(22, "", ""), (12, "", ""), (100, "", "")]),
        ("at least 75% of every grant, 20 per cent", [(75, "at least", ""), (20, "", "")]),
        ("from 2016-2020, in the 1990s", [(2016, "", ""), (2020, "", ""), (1990, "", "")]),
        ("ESCP-4i, COVID-19, 3D printing and Industry 4.0", [(4.0, "", "")]),
        ("about 640 million Danish kroner", [(640e6, "about", "krone")]),
        ("one of them", []),
    ],
)
def test_numbers_are_read_with_their_limits(text, values):
    assert [(q.value, q.bound, q.currency) for q in quantities(text)] == values


@given(st.integers(2, 10**9))
def test_a_number_is_the_same_however_it_is_grouped(number):
    plain, grouped, spaced = (
        quantities(f"There are {written} firms.")
        for written in (str(number), f"{number:,}", f"{number:,}".replace(",", " "))
    )
    assert [q.value for q in plain] == [q.value for q in grouped] == [q.value for q in spaced] == [number]


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_numbers(text):
    assert all(quantity.value >= 0 for quantity in quantities(text))


@pytest.mark.parametrize(
    ("sentence", "entry", "rule"),
    [
        ("The Policy Toolkit held 250 examples from more than 60 countries.", "A17", "number"),
        ("The Policy Toolkit held 248 examples from fewer than 60 countries.", "A17", "number"),
        ("By November 2021, 17 Digital Innovation Hubs had been approved in Spain.", "P07", "place"),
        ("The report recommends making EvilCorp an integral part of Digital Innovation Hubs.", "D4", "name"),
        ("The 15 recommendations were adopted in March 2020.", "A03", "date"),
        ("Only clusters should have a place in the governance of Digital Innovation Hubs.", "D4", "strict word"),
        ("Clusters should not have a place in the governance of Digital Innovation Hubs.", "D4", "negation"),
        ("The European Cluster Conference 2024 was built on the report of December 2020.", "A21", "negation"),
        ("The report says that 17 Digital Innovation Hubs had been approved in Portugal.", "P07", "attribution"),
        ("You should join the Digital Innovation Hubs as a cluster.", "D4", "personal"),
        ("Clusters should be part of the hubs, see hubs.example for more.", "D4", "markup"),
        ("Clusters should be <b>part</b> of Digital Innovation Hubs.", "D4", "markup"),
        ("Hubs.", "D4", "too short"),
        ("Clusters should grow more sugar beet along the rivers of the region.", "D4", "content"),
    ],
)
def test_each_rule_catches_what_it_is_for(checker, shipped, sentence, entry, rule):
    verdict = checker.check(sentence, [shipped[entry]])
    assert (verdict.supported, verdict.reason) == (False, rule)


def test_every_sentence_of_an_entry_supports_itself_exactly(checker, shipped):
    for entry in shipped.of_kind("recommendation"):
        own = entry.body[entry.sections[0].start : entry.sections[0].end].strip()
        first = own.split(". ")[0].rstrip(".") + "."
        verdict = checker.check(first, [entry])
        assert verdict.supported, (entry.id, first, verdict)
        assert entry.body[verdict.spans[0][1] : verdict.spans[0][2]].startswith(first.rstrip("."))


def test_what_is_supported_by_nothing_cited_is_not_supported(checker, shipped):
    assert not checker.check("Clusters should develop circular economy strategies.", [shipped["P49"]]).supported
    assert not checker.check("Clusters should develop circular economy strategies.", []).supported


def test_enough_pairs_are_written_and_none_stands_in_both_halves(shipped):
    pairs = read_pairs(shipped)
    assert len(pairs) >= 300
    assert PAIRS.name == "support.jsonl"
    halves: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.round == 1:
            halves.setdefault(pair.half, set()).add(pair.entries[0])
    assert not halves["fitting half"] & halves["other half"]


@pytest.mark.parametrize(
    ("half", "let_through", "recall"),
    [("other half", 0.01, 0.60), ("written afterwards", 0.05, 0.60), ("hard, held out", 0.10, 0.50)],
)
def test_the_check_is_as_good_as_published_on_pairs_it_was_not_fitted_on(checker, shipped, half, let_through, recall):
    from assistant.generating.support import support_weights

    pairs = [pair for pair in read_pairs(shipped) if pair.half == half]
    found = quality(examples_of(pairs, checker, shipped), support_weights())
    wrong = [pair for pair in pairs if not pair.supported]
    assert len(wrong) >= 40
    assert len([pair for pair, _ in found.wrong if not pair.supported]) <= let_through * len(wrong)
    assert found.recall.value >= recall


@pytest.mark.parametrize(
    ("sentence", "entry"),
    [
        ("The Cluster Programme counts 14 clusters, of which 6 are sectoral and 8 cross-sectoral.", "P09"),
        ("Each call in the Castilla y Leon receives 500,000 euro from a total of 75,000 euro.", "P71"),
        ("Public-private partnerships should reinforce relevant clusters.", "D5"),
        ("In 2020 hospitals collected 3D-printing offers for masks and ventilators.", "P34"),
        ("EU4Moldova: Focal Regions is financed by UNDP and run by the EU.", "P17"),
        ("Green-tech firms demonstrate the benefits of the green transition.", "G5"),
        ("Energy, food and mobility clusters account for over half of all firms in Catalonia.", "P46"),
    ],
)
def test_words_that_have_changed_places_are_seen(checker, shipped, sentence, entry):
    assert not checker.check(sentence, [shipped[entry]]).supported


@pytest.mark.parametrize(
    ("sentence", "entry"),
    [
        ("The first meeting of the Expert Group was opened by Slawomir Tokarski of DG GROW.", "A05"),
        ("The Norwegian Arena Programme has served small or new clusters since 2002.", "P11"),
        ("Over 600 joint projects have been started by the ecoplus cluster programme.", "P63"),
        ("Digital Innovation Hubs and clusters should continuously collaborate on the digital transition.", "D4"),
    ],
)
def test_a_change_of_voice_or_order_that_changes_nothing_is_no_fault(checker, shipped, sentence, entry):
    assert checker.check(sentence, [shipped[entry]]).reason in ("", "content")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "On 18 October 2019, in May 2020 and in March.",
            [("18", "october", "2019"), ("", "may", "2020"), ("", "march", "")],
        ),
        ("October 18, 2019", [("18", "october", "2019")]),
        ("Clusters may join.", []),
    ],
)
def test_dates_are_read_with_what_is_given_of_them(text, found):
    assert dates(text) == found


def test_a_date_is_held_only_as_a_whole(checker, shipped):
    entry = shipped["A05"]
    assert not checker.check(
        "The Expert Group met for the first time in Brussels on 18 October 2020.", [entry]
    ).supported
    assert checker.check(
        "The European Expert Group on Clusters met for the first time on 18 October 2019.", [entry]
    ).supported


def test_altered_sentences_are_the_same_every_time_and_none_is_the_original(shipped):
    entries = ["P09", "P11", "D4"]
    made = altered_sentences(shipped, entries)
    assert made == altered_sentences(shipped, entries)
    assert {altered.kind for altered in made} == {"exchanged", "foreign", "number"}
    assert all(altered.sentence not in shipped[altered.entry].body for altered in made)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Was empfiehlt der Bericht zur Kreislaufwirtschaft?", "de"),
        ("Que recommande le rapport sur l'économie circulaire ?", "fr"),
        ("¿Qué recomienda el informe sobre la economía circular?", "es"),
        ("Co raport zaleca w sprawie gospodarki o obiegu zamkniętym?", "pl"),
        ("Τι συνιστά η έκθεση για την κυκλική οικονομία;", "el"),
        ("What is a pôle de compétitivité?", None),
        ("Which practices come from Castilla y Leon?", None),
        ("circular economy", None),
        ("", None),
    ],
)
def test_the_language_of_a_question_is_known(text, code):
    found = language_of(text)
    assert (found.code if found else None) == code


def test_all_languages_of_the_union_are_there():
    assert len(languages()) == 23


@pytest.mark.parametrize("kind", ["negation", "number", "place", "name", "date", "injection", "markup", "english"])
def test_no_translation_that_says_something_else_is_faithful(shipped, embed, kind):
    checker = TranslationChecker(shipped, embed)
    pairs = [pair for pair in read_translation_pairs() if pair.kind == kind]
    assert pairs
    for pair in pairs:
        assert not checker.faithful(pair.english, pair.translation, languages()[pair.language]), pair.translation


def test_most_faithful_translations_are_shown(shipped, embed):
    checker = TranslationChecker(shipped, embed)
    pairs = [pair for pair in read_translation_pairs() if pair.faithful]
    passed = sum(checker.faithful(pair.english, pair.translation, languages()[pair.language]) for pair in pairs)
    assert passed >= 0.6 * len(pairs)
