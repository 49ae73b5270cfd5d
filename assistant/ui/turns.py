"""HTML of the conversation: each turn with its question, answer, sources and what can be done next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, by_source
from assistant.plain import unmarked
from assistant.ui.clipboard import answer_with_sources
from assistant.ui.conversations import Turn
from assistant.ui.labels import BASIS_MEANINGS, basis_label, counted, entry_label
from assistant.ui.limits import say_limits
from assistant.ui.render import answer_html, attribute, text
from corpus.corpus import Corpus

_SOURCES_OPEN = 6
"""From this many sources on, the list under an answer starts closed."""


def conversation_html(turns: Sequence[Turn], corpus: Corpus) -> str:
    """Return all finished turns; only the last one can be asked again."""
    return "".join(turn_html(turn, corpus, last=turn is turns[-1]) for turn in turns)


def turn_html(turn: Turn, corpus: Corpus, *, last: bool = False) -> str:
    """Return one finished turn, shown while `corpus` is in use."""
    in_use, corpus = corpus, turn.corpus or corpus
    answer = turn.answer
    body = _answer_parts(turn, answer, corpus) if answer else _problem(turn.error or "There is no answer.")
    actions = _actions(turn, last=last)
    return _article(turn.number, turn.asked, f"{_context_lines(turn, corpus, in_use)}{body}{actions}")


def working_html(number: int, asked: str, partial: Turn | None) -> str:
    """Return a turn that is still being answered, with what is there of its answer."""
    waiting = '<p class="working"><span class="pulse" aria-hidden="true"></span>Looking in the report …</p>'
    if partial is None or partial.answer is None:
        return _article(number, asked, waiting)
    return _article(number, asked, _answer_body(partial.number, partial.answer) + waiting)


def announcement(turn: Turn) -> str:
    """Say in one short line, for a screen reader, what became of a question."""
    answer = turn.answer
    if answer is None:
        return turn.error or "There is no answer."
    if turn.stopped:
        return "Answer stopped."
    if answer.decision == "not_in_report":
        near = counted(len(answer.nearest), "nearest entry")
        return f"Answer {turn.number} ready: not in the report, {near}."
    kind = "Partial answer" if answer.decision == "partly" else "Answer"
    return f"{kind} {turn.number} ready, {counted(len(answer.citations), 'source')}."


def _article(number: int, asked: str, inner: str) -> str:
    return (
        f'<article class="turn" id="t{number}" aria-labelledby="t{number}-q">'
        f'<h3 class="question" id="t{number}-q"><span class="vh">Question {number}: </span>{text(asked)}</h3>'
        f"{inner}</article>"
    )


def _context_lines(turn: Turn, corpus: Corpus, in_use: Corpus) -> str:
    lines = []
    answer = turn.answer
    if answer and _differs(answer.understood_as, turn.asked):
        lines.append(
            f'<p class="understood">Understood as: <q>{text(answer.understood_as)}</q> '
            f'<button type="button" class="quiet" data-act="edit" data-turn="{turn.number}" '
            f"data-question={attribute(answer.understood_as)}>Change</button></p>"
        )
    said = say_limits(turn.limits, corpus)
    if said:
        lines.append(f'<p class="limited">Limited to {text("; ".join(said))}</p>')
    if corpus.report.name != in_use.report.name:
        lines.append(f'<p class="limited">Answered from “{text(corpus.report.title)}”, which was in use then.</p>')
    if turn.imported:
        lines.append('<p class="limited">From an imported file: the wording was not made here.</p>')
    return "".join(lines)


def _differs(understood: str, asked: str) -> bool:
    def bare(question: str) -> str:
        return " ".join(question.casefold().split()).strip(" ?.!")

    return bool(understood.strip()) and bare(understood) != bare(asked)


def _answer_parts(turn: Turn, answer: Answer, corpus: Corpus) -> str:
    return (
        _answer_body(turn.number, _without_named_nearest(answer, corpus), stopped=turn.stopped)
        + _nearest(turn.number, answer, corpus)
        + _sources(turn.number, answer)
        + _suggestions(answer.suggestions)
    )


def _without_named_nearest(answer: Answer, corpus: Corpus) -> Answer:
    """Leave out the paragraph of a refusal that only names the nearest entries: they follow as buttons."""
    *others, last = answer.answer.split("\n\n")
    titles = [corpus[entry_id].title for entry_id in answer.nearest if entry_id in corpus]
    if answer.decision != "not_in_report" or not others or not titles:
        return answer
    named = all(title in unmarked(last) for title in titles)
    return replace(answer, answer="\n\n".join(others)) if named else answer


def _answer_body(number: int, answer: Answer, *, stopped: bool = False) -> str:
    banners = {
        "answered": "",
        "partly": '<p class="verdict">Answered in part</p>',
        "not_in_report": '<p class="verdict">Not in the report</p>',
    }
    markers = {citation.n: _marker(number, citation) for citation in answer.citations}
    note = f'<p class="note">{text(answer.note)}</p>' if answer.note else ""
    if stopped:
        note += '<p class="note">You stopped this answer before its end.</p>'
    return (
        f'<div class="answer {answer.decision.replace("_", "-")}">{banners[answer.decision]}'
        f"{answer_html(answer.answer, markers)}{note}</div>"
    )


def _marker(number: int, citation: Citation) -> str:
    label = f"[{citation.n}] {citation.title}, {basis_label(citation.basis, citation.page)}"
    return f'<a class="cite" {_cite_attributes(number, citation)} aria-label={attribute(label)}>[{citation.n}]</a>'


def _cite_attributes(number: int, citation: Citation) -> str:
    address = f"./?entry={citation.entry_id}#t{number}-c{citation.n}"
    return (
        f'href={attribute(address)} data-act="cite" data-turn="{number}" data-n="{citation.n}" '
        f"data-entry={attribute(citation.entry_id)}"
    )


def _sources(number: int, answer: Answer) -> str:
    if not answer.citations:
        return ""
    sources = by_source(answer.citations)
    items = "".join(_source(number, *citations) for citations in sources)
    opened = " open" if len(sources) < _SOURCES_OPEN else ""
    return (
        f'<details class="sources"{opened}><summary>{counted(len(sources), "source")}</summary>'
        f"<ol>{items}</ol></details>"
    )


def _source(number: int, first: Citation, *others: Citation) -> str:
    further = "".join(f' <span id="t{number}-c{c.n}">{_marker(number, c)}</span>' for c in others)
    return (
        f'<li id="t{number}-c{first.n}" value="{first.n}"><a {_cite_attributes(number, first)}>'
        f'{text(first.title)}</a>{further} <span class="entry-id">{text(first.entry_id)}</span> '
        f"{badge(first)}</li>"
    )


def badge(citation: Citation) -> str:
    """Return the badge that says what the cited words were written from."""
    label = basis_label(citation.basis, citation.page)
    return (
        f'<span class="badge basis-{citation.basis}" title={attribute(BASIS_MEANINGS[citation.basis])}>'
        f"{text(label)}</span>"
    )


def _nearest(number: int, answer: Answer, corpus: Corpus) -> str:
    near = [corpus[entry_id] for entry_id in answer.nearest if entry_id in corpus]
    if not near or answer.decision == "answered":
        return ""
    buttons = "".join(
        f'<li><a class="chip" href={attribute(f"./?entry={entry.id}")} data-act="open" data-turn="{number}" data-entry={attribute(entry.id)}>'
        f'{text(entry.title)} <span class="entry-id">{text(entry_label(entry, corpus))}</span></a></li>'
        for entry in near
    )
    return f'<div class="nearest"><h4>The nearest entries</h4><ul class="chips">{buttons}</ul></div>'


def _suggestions(questions: Iterable[str]) -> str:
    items = "".join(f"<li>{question_button(question)}</li>" for question in questions)
    return f'<div class="next"><h4>You could ask next</h4><ul class="chips">{items}</ul></div>' if items else ""


def question_button(question: str) -> str:
    """Return a button that asks a question."""
    return f'<button type="button" class="chip" data-act="ask" data-question={attribute(question)}>{text(question)}</button>'


def _problem(sentence: str) -> str:
    return f'<div class="answer problem"><p class="verdict">No answer</p><p>{text(sentence)}</p></div>'


def _actions(turn: Turn, *, last: bool) -> str:
    answer = turn.answer
    buttons = []
    if answer:
        copied = attribute(answer_with_sources(answer))
        buttons.append(_button("copy", turn, "Copy with sources", f"data-text={copied}"))
    if last:
        buttons.append(_button("again", turn, "Ask again", f"data-question={attribute(turn.asked)}"))
    buttons.append(_button("edit", turn, "Edit question", f"data-question={attribute(turn.asked)}"))
    if answer:
        buttons.append(_button("feedback", turn, "Give feedback"))
    made = f'<span class="made">{text(_how_made(answer))}</span>' if answer else ""
    return f'<div class="actions">{"".join(buttons)}{made}</div>'


def _button(act: str, turn: Turn, label: str, more: str = "") -> str:
    return (
        f'<button type="button" class="quiet" data-act="{act}" data-turn="{turn.number}" {more}>{label}'
        f'<span class="vh"> (question {turn.number})</span></button>'
    )


def _how_made(answer: Answer) -> str:
    way = "Extractive: quoted word for word"
    if answer.mode == "generated":
        way = f"Written by {answer.model or 'a model'}, checked against its sources"
    tokens = answer.input_tokens + answer.output_tokens
    used = f" · {tokens:,} tokens" if tokens else ""
    return f"{way}{used} · {answer.elapsed_ms / 1000:.2f} s"
