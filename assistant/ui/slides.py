"""HTML of what a trainer shows to a room: one question at a time, its answer behind one key press."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Citation, by_source
from assistant.demonstration.quiz import QuizQuestion, letter_of
from assistant.ui.conversations import Turn
from assistant.ui.labels import counted
from assistant.ui.render import answer_html, attribute, text
from assistant.ui.turns import badge

_SOURCES_OPEN = 6
"""From this many sources on, the list under an answer starts closed."""
_LONG = 80
"""A question of more characters is set smaller, so that its answer still fits beside it."""
_VERDICTS = {"answered": "", "partly": "Answered in part", "not_in_report": "Not in the report"}


def answer_slide(turn: Turn, where: str, note: str = "") -> str:
    """Return a question with its answer, or with a line that says it is being looked for."""
    asked = _heading(turn.asked)
    if turn.error is not None:
        shown = f'<p class="problem-line">{text(turn.error)}</p>'
    elif turn.answer is None:
        shown = '<p class="working"><span class="pulse" aria-hidden="true"></span>Looking in the report …</p>'
    else:
        shown = _understood(turn, turn.answer) + _answer(turn.answer)
    return _slide(where, asked, shown, note)


def quiz_slide(question: QuizQuestion, where: str) -> str:
    """Return a quiz question with its options; the right one and its source are what is revealed."""
    asked = _heading(question.text) + _options(question)
    return _slide(where, asked, _quiz_answer(question), "")


def quiz_html(quiz: Sequence[QuizQuestion]) -> str:
    """Return a whole quiz as a list, each answer folded away."""
    items = "".join(
        f'<li><p class="quiz-question">{text(question.text)}</p>{_options(question)}'
        f"<details><summary>Show the answer<span class=vh> to question {number}</span></summary>{_quiz_answer(question)}</details></li>"
        for number, question in enumerate(quiz, 1)
    )
    return f'<h3>{counted(len(quiz), "question").capitalize()}</h3><ol class="quiz">{items}</ol>'


def _heading(words: str) -> str:
    size = " class=long" if len(words) > _LONG else ""
    return f'<h2 tabindex="-1"{size}>{text(words)}</h2>'


def _slide(where: str, asked: str, revealed: str, note: str) -> str:
    aside = f'<aside class="slide-note" aria-label="Note" hidden>{text(note)}</aside>' if note else ""
    return (
        f'<article class="slide turn"><p class="where">{text(where)}</p>{asked}'
        f'<div class="reveal" tabindex="-1" hidden>{revealed}</div>{aside}</article>'
    )


def _understood(turn: Turn, answer: Answer) -> str:
    if answer.understood_as.strip().casefold() == turn.asked.strip().casefold():
        return ""
    return f'<p class="understood">Understood as: <q>{text(answer.understood_as)}</q></p>'


def _answer(answer: Answer) -> str:
    verdict = _VERDICTS[answer.decision]
    banner = f'<p class="verdict">{verdict}</p>' if verdict else ""
    markers = {c.n: f'<a class="cite" href="#slide-source-{c.n}">[{c.n}]</a>' for c in answer.citations}
    note = f'<p class="note">{text(answer.note)}</p>' if answer.note else ""
    return (
        f'<div class="answer {answer.decision.replace("_", "-")}">{banner}{answer_html(answer.answer, markers)}{note}</div>'
        f"{_sources(answer.citations)}"
    )


def _sources(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    sources = by_source(citations)
    items = "".join(_source(*same) for same in sources)
    opened = " open" if len(sources) < _SOURCES_OPEN else ""
    return f'<details class="sources"{opened}><summary>{counted(len(sources), "source")}</summary><ol>{items}</ol></details>'


def _source(first: Citation, *others: Citation) -> str:
    further = "".join(f' <span id="slide-source-{c.n}">[{c.n}]</span>' for c in others)
    return f'<li id="slide-source-{first.n}" value="{first.n}">{_source_link(first)}{further}</li>'


def _source_link(citation: Citation) -> str:
    """Link to the entry in a new tab, so that the presentation stays where it is."""
    address = f"./?entry={citation.entry_id}"
    return (
        f'<a href={attribute(address)} target="_blank" rel="noopener">{text(citation.title)}'
        f'<span class="vh"> (opens in a new tab)</span></a> <span class="entry-id">{text(citation.entry_id)}</span> {badge(citation)}'
    )


def _options(question: QuizQuestion) -> str:
    items = "".join(
        f"<li{' data-right' if at == question.right else ''}><b>{letter_of(at)})</b> {text(option)}</li>"
        for at, option in enumerate(question.options)
    )
    return f'<ul class="options">{items}</ul>'


def _quiz_answer(question: QuizQuestion) -> str:
    why = f"<p>{text(question.why)}</p>" if question.why else ""
    quote = " ".join(question.citation.quote.split())
    return (
        f'<div class="answer"><p class="right">{question.letter}) {text(question.answer)}</p>{why}'
        f"<blockquote>“{text(quote)}”</blockquote><p>{_source_link(question.citation)}</p></div>"
    )
