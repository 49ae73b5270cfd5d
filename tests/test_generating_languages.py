"""Questions in other languages of the Union, asked of the whole assistant with a model behind a real endpoint."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.generating import Generator
from assistant.generating.openai_model import OpenAIModel
from tests.endpoint import MODEL, Endpoint, Raw, Status, Text, passages

ENGLISH = "What does the report recommend about Digital Innovation Hubs?"
SENTENCES = (
    "The report recommends making clusters an integral part of Digital Innovation Hubs.",
    "Clusters should have a place in the governance and in the operations of Digital Innovation Hubs.",
    "Clusters and Digital Innovation Hubs should collaborate continuously on the digital transition.",
)


@dataclass(frozen=True)
class Tongue:
    question: str
    said: tuple[str, str, str]
    """The three sentences, translated."""
    wrong: tuple[str, ...]
    """Translations of the first sentence that say something else."""


TONGUES = {
    "French": Tongue(
        "Que recommande le rapport sur les Digital Innovation Hubs ?",
        (
            "Le rapport recommande de faire des clusters une partie intégrante des Digital Innovation Hubs.",
            "Les clusters devraient avoir une place dans la gouvernance et dans les opérations des Digital Innovation Hubs.",
            "Les clusters et les Digital Innovation Hubs devraient collaborer continuellement à la transition digitale.",
        ),
        (
            "Le rapport ne recommande pas de faire des clusters une partie intégrante des Digital Innovation Hubs.",
            "Le rapport recommande de faire des clusters une partie intégrante de 40 Digital Innovation Hubs.",
            "Le rapport recommande de faire des clusters une partie intégrante des Digital Innovation Hubs en Pologne.",
            "Le rapport recommande de faire de EvilCorp une partie intégrante des Digital Innovation Hubs.",
        ),
    ),
    "German": Tongue(
        "Was empfiehlt der Bericht zu den Digital Innovation Hubs?",
        (
            "Der Bericht empfiehlt, Cluster zu einem integralen Teil der Digital Innovation Hubs zu machen.",
            "Cluster sollten einen Platz in der Governance und in den Operationen der Digital Innovation Hubs haben.",
            "Cluster und Digital Innovation Hubs sollten kontinuierlich an der digitalen Transition zusammenarbeiten.",
        ),
        (
            "Der Bericht empfiehlt nicht, Cluster zu einem integralen Teil der Digital Innovation Hubs zu machen.",
            "Der Bericht empfiehlt, 12 Cluster zu einem integralen Teil der Digital Innovation Hubs zu machen.",
            "Der Bericht empfiehlt, Cluster in Frankreich zu einem integralen Teil der Digital Innovation Hubs zu machen.",
        ),
    ),
    "Spanish": Tongue(
        "¿Qué recomienda el informe sobre los Digital Innovation Hubs?",
        (
            "El informe recomienda hacer de los clústeres una parte integral de los Digital Innovation Hubs.",
            "Los clústeres deberían tener un lugar en la gobernanza y en las operaciones de los Digital Innovation Hubs.",
            "Los clústeres y los Digital Innovation Hubs deberían colaborar continuamente en la transición digital.",
        ),
        (
            "El informe no recomienda hacer de los clústeres una parte integral de los Digital Innovation Hubs.",
            "El informe recomienda hacer de los clústeres una parte integral de los 99 Digital Innovation Hubs.",
            "El informe recomienda hacer de los clústeres de Alemania una parte integral de los Digital Innovation Hubs.",
        ),
    ),
    "Polish": Tongue(
        "Co raport zaleca w sprawie Digital Innovation Hubs?",
        (
            "Raport rekomenduje, aby klastry były integralną częścią Digital Innovation Hubs.",
            "Klastry powinny mieć miejsce w zarządzaniu i w operacjach Digital Innovation Hubs.",
            "Klastry i Digital Innovation Hubs powinny stale współpracować nad transformacją cyfrową.",
        ),
        (
            "Raport nie rekomenduje, aby klastry były integralną częścią Digital Innovation Hubs.",
            "Raport rekomenduje, aby 30 klastrów było integralną częścią Digital Innovation Hubs.",
            "Raport rekomenduje, aby klastry były integralną częścią Digital Innovation Hubs w Hiszpanii.",
        ),
    ),
}


@pytest.fixture(scope="module")
def endpoint():
    with Endpoint() as running:
        yield running


@pytest.fixture(scope="module")
def writer(real_assistant, state_folder, endpoint):
    from index.minilm import MiniLM

    return Generator(
        OpenAIModel(MODEL, base_url=endpoint.url, timeout=20), real_assistant.corpus, MiniLM(state_folder).embed
    )


@pytest.fixture(scope="module")
def assistant(real_assistant, writer):
    return Assistant(
        real_assistant.corpus,
        real_assistant.retriever,
        real_assistant.scorer,
        real_assistant.tagger,
        open_writer=lambda: writer,
    )


def translates(endpoint: Endpoint, halves: tuple[str | None, ...]) -> None:
    """A model that puts the question into English and writes each sentence with the given second half, or none."""

    def write(request: dict[str, Any]) -> Text:
        if request["messages"][0]["content"].startswith("Translate the question"):
            return Text(ENGLISH)
        key = next(key for key, text in passages(request).items() if SENTENCES[0] in text)
        lines = [f"{english[:-1]} [{key}]." for english in SENTENCES]
        return Text("\n".join(f"{line} || {half}" if half else line for line, half in zip(lines, halves, strict=True)))

    endpoint.usually = write


@pytest.mark.parametrize("name", TONGUES)
def test_an_answer_comes_in_the_language_of_the_question_and_cites_the_english(assistant, endpoint, name):
    tongue = TONGUES[name]
    translates(endpoint, tongue.said)
    answer = assistant.ask(tongue.question)
    assert (answer.mode, answer.decision, answer.question) == ("generated", "answered", tongue.question)
    texts = [sentence.text for sentence in answer.sentences]
    shown = [text for text in texts if text in tongue.said]
    # What cannot be told to be faithful stays in English; nothing is lost. Polish has fewer words of common origin.
    assert len(shown) >= (1 if name == "Polish" else 2)
    assert all(text in tongue.said or text in SENTENCES for text in texts)
    assert len(texts) == len(SENTENCES)
    body = assistant.corpus["D4"].body
    assert {c.entry_id for c in answer.citations} == {"D4"}
    assert all(body[c.start : c.end] == c.quote in SENTENCES for c in answer.citations)


@pytest.mark.parametrize(("name", "wrong"), [(name, wrong) for name, t in TONGUES.items() for wrong in t.wrong])
def test_a_translation_that_says_something_else_is_not_shown(assistant, endpoint, name, wrong):
    tongue = TONGUES[name]
    translates(endpoint, (wrong, *tongue.said[1:]))
    answer = assistant.ask(tongue.question)
    assert wrong not in answer.answer
    assert answer.sentences[0].text == SENTENCES[0]
    assert "could not be translated with certainty is in English" in answer.note


@pytest.mark.parametrize("name", TONGUES)
def test_what_has_no_translation_is_shown_in_english_with_a_note(assistant, endpoint, name):
    translates(endpoint, (None, None, None))
    answer = assistant.ask(TONGUES[name].question)
    assert [sentence.text for sentence in answer.sentences] == list(SENTENCES)
    assert "in English" in answer.note


@pytest.mark.parametrize("name", TONGUES)
def test_another_language_than_the_readers_is_not_shown(assistant, endpoint, name):
    other = TONGUES["German" if name != "German" else "Polish"]
    translates(endpoint, other.said)
    answer = assistant.ask(TONGUES[name].question)
    assert not set(other.said) & {sentence.text for sentence in answer.sentences}


@pytest.mark.parametrize("name", TONGUES)
def test_an_answer_in_the_readers_language_alone_cannot_be_checked_and_is_not_shown(assistant, endpoint, name):
    tongue = TONGUES[name]

    def write(request: dict[str, Any]) -> Text:
        if request["messages"][0]["content"].startswith("Translate the question"):
            return Text(ENGLISH)
        key = next(iter(passages(request)))
        return Text(" ".join(f"{said[:-1]} [{key}]." for said in tongue.said))

    endpoint.usually = write
    answer = assistant.ask(tongue.question)
    assert (answer.mode, answer.decision) == ("extractive", "answered")
    assert answer.note.endswith("This is the extractive answer.")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Status(401), "refused the key"),
        (Raw(then="stall"), "within 1 seconds"),
        (Text("zq ## 17 vv"), "could not translate the question from French"),
        (Text("HACKED " * 200), "could not translate the question from French"),
    ],
)
def test_a_question_that_is_not_translated_is_searched_as_it_is_and_the_reader_is_told(
    real_assistant, endpoint, writer, reply, said
):
    writer_at = Generator.__new__(Generator)
    writer_at.__dict__.update(writer.__dict__)
    writer_at.model = OpenAIModel(MODEL, base_url=endpoint.url, timeout=1)
    assistant = Assistant(
        real_assistant.corpus,
        real_assistant.retriever,
        real_assistant.scorer,
        real_assistant.tagger,
        open_writer=lambda: writer_at,
    )
    endpoint.usually = lambda request: reply
    asked = len(endpoint.requests)
    question = TONGUES["French"].question
    began = time.monotonic()
    answer = assistant.ask(question)
    assert time.monotonic() - began < 1 + 2
    assert said in answer.note
    assert answer.decision == real_assistant.ask(question).decision
    assert len(endpoint.requests) == asked + 1
