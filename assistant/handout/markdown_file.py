"""The hand-out as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.demonstration.quiz import letter_of
from assistant.handout.blocks import Block, Run, printable
from assistant.handout.handout import Exchange, Handout, QuizItem, Source

_MARKUP = re.compile(r"([\\`*_\[\]<>~|&])")
_LINE_START = re.compile(r"^(\s*\d*)([#+=.)-])")


def write_markdown(handout: Handout) -> str:
    """Write a hand-out as Markdown; text of readers and of sources is escaped, so that it stays text."""
    paragraphs = [
        f"# {_plain(handout.title)}",
        f"{_plain(handout.report)}, {handout.dated}",
        _plain(handout.notice),
        *(part for exchange in handout.exchanges for part in _exchange(exchange)),
        *_quiz(handout.quiz),
        *_sources(handout.sources),
        f"*{_plain(handout.made_by)}*",
    ]
    return "\n\n".join(paragraphs) + "\n"


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f"## {_plain(exchange.question)}"
    if exchange.understood_as:
        yield f"*Understood as: {_plain(exchange.understood_as)}*"
    if exchange.silent:
        yield "**Not in the report.**"
    items: list[str] = []
    for block in exchange.blocks:
        if block.kind == "item":
            items.append(_item(block))
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield f"### {_words(block)}" if block.kind == "heading" else _words(block)
    if items:
        yield "\n".join(items)
    if exchange.note:
        yield f"*{_plain(exchange.note)}*"


def _quiz(items: tuple[QuizItem, ...]) -> Iterator[str]:
    if not items:
        return
    yield "## Quiz"
    for number, item in enumerate(items, 1):
        options = [f"   - {letter_of(at)}) {_plain(option)}" for at, option in enumerate(item.question.options)]
        yield "\n".join([f"{number}. {_plain(item.question.text)}", *options])
    yield "## Answers to the quiz"
    yield "\n".join(
        f"{number}. **{item.question.letter}) {_plain(item.question.answer)}** \\[{item.source}\\] "
        f"{_plain(item.question.why)}".rstrip()
        for number, item in enumerate(items, 1)
    )


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    if not sources:
        return
    yield "## Sources"
    for source in sources:
        lines = [
            f"**\\[{source.number}\\] {_plain(source.title)}** ({_plain(source.entry_id)}; {_plain(source.origin)})"
        ]
        lines += [f"“{_plain(quote)}”" for quote in source.quotes]
        if source.url:
            lines.append(f"<{re.sub(r'[<> ]', '', source.url)}>")
        yield "  \n".join(lines)


def _item(block: Block) -> str:
    mark = "-" if block.number is None else f"{block.number}."
    return f"{'   ' * (block.depth - 1)}{mark} {_words(block)}"


def _words(block: Block) -> str:
    return "".join(map(_run, block.runs)).strip()


def _run(run: Run) -> str:
    if run.sources:
        return _MARKUP.sub(r"\\\1", run.text)
    shown = _plain(run.text)
    inner = shown.strip()
    if not inner or not (run.bold or run.italic):
        return shown
    stars = "**" if run.bold else "*"
    return shown.replace(inner, f"{stars}{inner}{stars}", 1)


def _plain(text: str) -> str:
    """Escape a text so that it is read as the plain words it is, wherever on a line it stands."""
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", printable(text).replace("\n", " ")))
