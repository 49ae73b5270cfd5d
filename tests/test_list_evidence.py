"""What a list rests on: sums and numbers asked for, topics, and terms by what they mean, each shown by the sentence that tells it."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.understanding.amounts import Amount, amounts_in
from assistant.understanding.quantities import CURRENCY_NAMES, quantities
from index.words import stem, words


def quotes_of(answer):
    """The quotes of an answer by the entry that they stand in."""
    quotes: dict[str, list[str]] = {}
    for citation in answer.citations:
        quotes.setdefault(citation.entry_id, []).append(citation.quote)
    return quotes


def read(text):
    return [asked.amount for asked in amounts_in(text)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("budgets of more than 100 million euros", Amount(1e8, strict=True, currency="euro")),
        ("a hundred million or more, in whatever currency", Amount(1e8)),
        ("beyond five hundred thousand dollars", Amount(5e5, strict=True, currency="dollar")),
        ("no more than 100,000 euro apiece", Amount(0, 1e5, currency="euro")),
        ("grants below €50,000", Amount(0, 5e4, strict=True, currency="euro")),
        ("a pot between 2 and 10 million euros", Amount(2e6, 1e7, currency="euro")),
        ("from 500,000 to 2 million euros", Amount(5e5, 2e6, currency="euro")),
        ("money in the hundreds of millions", Amount(1e8)),
        ("300 or more firms", Amount(300, counted=("firms",))),
        ("at least two hundred member companies", Amount(200, counted=("member companies",))),
        ("300 or more companies or industry members", Amount(300, counted=("companies", "industry members"))),
    ],
)
def test_limits_on_amounts_are_read(text, amount):
    assert read(text) == [amount]


@pytest.mark.parametrize(
    "text",
    [
        "Which practices started in 2020?",
        "two or more countries",
        "recommendations with at least five practices",
        "running for more than ten years",
        "What did the 117 projects cost?",
        "more than half of the firms",
        "The call offered 7.5 million euro, who applied?",
        "Why are there more than one?",
        "over 40 per cent of the budget",
    ],
)
def test_other_numbers_are_no_limits_on_amounts(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("pots of at least a quarter of a million", Amount(2.5e5)),
        ("over one and a half million euros", Amount(1.5e6, strict=True, currency="euro")),
        ("calls larger than two million and a half in money", Amount(2.5e6, strict=True)),
        ("from three quarters of a million to 2 million euros", Amount(7.5e5, 2e6, currency="euro")),
        ("below half a billion kroner", Amount(0, 5e8, strict=True, currency="krone")),
        ("more than two and a half thousand firms", Amount(2500, strict=True, counted=("firms",))),
    ],
)
def test_parts_of_a_number_are_read(text, limit):
    assert read(text) == [limit]


@given(
    least=st.integers(2, 10**10),
    more=st.one_of(st.none(), st.integers(1, 10**10)),
    strict=st.booleans(),
    currency=st.sampled_from(["", *CURRENCY_NAMES]),
    counted=st.sampled_from([(), ("firms",), ("clusters", "joint projects")]),
)
def test_a_limit_in_words_is_read_again_as_the_same(least, more, strict, currency, counted):
    # A smaller bare number counts things.
    least = float(max(least, 10**6) if not (currency or counted) else least)
    assume(not 1900 <= least <= 2100)  # by itself it is a year
    most = math.inf if more is None else least + more
    amount = Amount(least, most, strict and more is None, "" if counted else currency, counted)
    assert read(f"Which practices are there that tell of {amount.text}?") == [amount]


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("Which practices had a budget of more than 10 million euros?", Amount(1e7, strict=True, currency="euro")),
        ("How many programmes moved hundreds of millions, in whatever currency?", Amount(1e8)),
        ("projects that got no more than 100,000 euro apiece", Amount(0, 1e5, currency="euro")),
        ("practices cheaper than half a million euros", Amount(0, 5e5, strict=True, currency="euro")),
        ("Which practices involve more than 100 firms?", Amount(100, strict=True, counted=("firms",))),
        ("Networks that are said to bring together 300 firms or more?", Amount(300, counted=("firms",))),
    ],
)
def test_each_practice_listed_by_an_amount_is_shown_by_the_sentence_that_tells_it(real_assistant, question, limit):
    answer = real_assistant.ask(question)
    assert answer.decision == "answered"
    for quoted in quotes_of(answer).values():
        assert any(limit.holds(quantity) for quantity in quantities(" ".join(quoted))), quoted
    telling = {
        entry.id
        for entry in real_assistant.corpus.of_kind("practice")
        if any(limit.holds(quantity) for quantity in quantities(entry.statement))
    }
    assert telling <= {citation.entry_id for citation in answer.citations}


def test_amounts_hold_beside_other_limits_and_in_follow_ups(real_assistant):
    corpus = real_assistant.corpus
    german = real_assistant.ask("Which German practices had more than 1 million euros?")
    assert all("DE" in corpus[citation.entry_id].countries for citation in german.citations)
    fewer = real_assistant.ask("Only those above 500 million", ["Which practices had over 100 million euros to spend?"])
    assert fewer.understood_as == "Which practices are there that tell of a sum of more than 500 million?"
    assert real_assistant.ask("Which practices had more than 5 billion euros?").decision == "not_in_report"


@pytest.mark.parametrize("topic", ["hydrogen", "vouchers", "counselling", "export", "food"])
def test_a_practice_listed_on_a_topic_is_shown_by_a_sentence_that_says_it(real_assistant, topic):
    corpus = real_assistant.corpus
    answer = real_assistant.ask(f"Which practices are there on {topic}?")
    assert answer.citations
    for entry_id, quoted in quotes_of(answer).items():
        said = {word.stem for word in words(" ".join(quoted))}
        own = {word.stem for word in words(corpus[entry_id].statement)}
        assert stem(topic) in said or stem(topic) not in own, quoted


@pytest.mark.parametrize("term", ["industrial symbiosis", "cascade funding"])
def test_practices_on_a_term_that_none_says_are_found_by_what_it_means(real_assistant, term):
    corpus = real_assistant.corpus
    assert not any(term in entry.statement.lower() for entry in corpus.of_kind("practice"))
    answer = real_assistant.ask(f"Which practices are there on {term}?")
    assert answer.decision == "answered"
    assert f"what {term} means" in answer.answer
    assert {corpus[citation.entry_id].kind for citation in answer.citations} == {"practice"}


def test_in_a_list_of_a_few_each_is_introduced_before_it_is_told_why_it_is_there(real_assistant):
    answer = real_assistant.ask("Which practices are there on cascade funding?")
    quotes = quotes_of(answer)
    for entry_id, quoted in quotes.items():
        assert real_assistant.corpus[entry_id].body.startswith(quoted[0])
    bullets = [line for line in answer.answer.splitlines() if line.startswith("- ")]
    assert len(bullets) == len(quotes) < len(answer.citations)


def test_a_recommendation_that_is_surely_on_a_topic_is_listed_though_others_say_its_words(real_assistant):
    answer = real_assistant.ask("Which recommendations touch on jobs and the labour market?")
    assert {citation.entry_id for citation in answer.citations} >= {"B2", "D2"}
