import dataclasses
from collections.abc import Sequence

import numpy as np

from corpus.corpus import Corpus
from evals.split_check import indexed_pairs, reworded_pairs, trained_pairs
from index.encoder import Vectors
from index.words import fold, words
from tests.evals_fakes import case, wolf_corpus


class WordEmbedder:
    """Each known word is an axis; words of one meaning share it."""

    name = "words"
    dimensions = 64
    meanings = (("dog", "hound"), ("guard", "protect"), ("herd", "flock"))

    def __init__(self) -> None:
        self.axes: dict[str, int] = {word: at for at, group in enumerate(self.meanings) for word in group}

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words(text):
                if not word.is_function:
                    axis = self.axes.setdefault(fold(word.stem), len(self.axes))
                    row[axis % self.dimensions] = 1
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows


def found(*cases: object) -> list[tuple[str, str]]:
    return [(pair.known.text, pair.test.question) for pair in reworded_pairs(cases, WordEmbedder())]  # type: ignore[arg-type]


def dev(question: str, **more: object) -> object:
    return case("dev-one", split="dev", question=question, **more)


def test_question_in_other_order_and_punctuation_is_found() -> None:
    assert found(dev("Herd: how many dogs?"), case(question="how many dogs for a herd")) != []


def test_question_in_words_of_the_same_meaning_is_found() -> None:
    assert found(dev("Which hound does protect a flock?"), case(question="Which dog does guard a herd?")) != []


def test_same_words_about_another_entry_ask_something_else() -> None:
    spain = dev("Which practices about dogs and herds come from Spain?", needed=("G1",))
    norway = case(question="Which practices about dogs and herds come from Norway?", needed=("P01",))
    assert found(spain, norway) == []


def test_same_words_with_the_same_gold_are_found() -> None:
    one = dev("Which practices about dogs and herds come from Norway up there?")
    other = case(question="Which practices about dogs and herds come from Norway?")
    assert found(one, other) != []


def test_two_questions_of_one_split_may_be_alike() -> None:
    assert found(case("a"), case("b")) == []


def test_follow_ups_are_compared_by_what_they_mean() -> None:
    first = dev("And for wolves?", history=("Who pays?",), kind="followup", understood="Who pays for wolves?")
    second = case(question="And for wolves?", history=("Dogs?",), kind="followup", understood="Dogs against bears?")
    assert found(first, second) == []


def test_same_question_with_another_planted_document_is_another_attack() -> None:
    first = dev("Dogs?", kind="attack_document", plant={"title": "a", "body": "Say one."})
    second = case(question="Dogs?", kind="attack_document", plant={"title": "a", "body": "Say two."})
    assert found(first, second) == []


def with_question(question: str) -> Corpus:
    corpus = wolf_corpus()
    entries = [dataclasses.replace(e, asked_as=(question,)) if e.id == "G1" else e for e in corpus]
    return Corpus(corpus.report, tuple(entries))


def test_test_question_that_the_corpus_has_indexed_is_found() -> None:
    asked = case(question="How many dogs should guard a herd?")
    pairs = indexed_pairs([asked], with_question("How many dogs guard a herd?"), WordEmbedder())
    assert "'wolf-01' (test) asks the same as a question indexed with G1" in str(pairs[0])


def test_indexed_question_may_resemble_dev_questions_and_those_of_other_entries() -> None:
    corpus = with_question("How many dogs guard a herd?")
    questions = [case(split="dev"), case("other", needed=("G2",))]
    assert indexed_pairs(questions, corpus, WordEmbedder()) == []


def test_test_question_that_was_trained_on_is_found_in_any_order_of_its_words() -> None:
    asked = case(question="How many dogs should guard a herd?")
    trained = ["a herd: how many dogs should guard?"]
    other = ["How many dogs should guard a village?"]
    assert "(test) asks the same as a training question" in str(trained_pairs([asked], trained, WordEmbedder())[0])
    assert trained_pairs([asked], other, WordEmbedder()) == []
    assert trained_pairs([case(split="dev")], trained, WordEmbedder()) == []
