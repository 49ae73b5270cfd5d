"""`python -m assistant`: ask one question, or a file of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.errors import AssistantError, QuestionRejected
from corpus.errors import CorpusError
from index.errors import RetrievalError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

BAD_INPUT = 2
FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 done, 1 failed, 2 bad input."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return int(options.run(options))
    except QuestionRejected as error:
        _say(str(error))
        return BAD_INPUT
    except (AssistantError, CorpusError, RetrievalError) as error:
        _say(str(error))
        return FAILED
    except BrokenPipeError:
        return FAILED
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Ask the report, with citations.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="ask one question")
    ask.add_argument("question", help="the question, in quotes; - reads it from standard input")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.set_defaults(run=_ask)
    batch = commands.add_parser("batch", help="answer a JSONL file of questions")
    batch.add_argument("input", type=Path, metavar="IN.jsonl", help='lines {"id", "question", "history"}')
    batch.add_argument("output", type=Path, metavar="OUT.jsonl")
    batch.set_defaults(run=_batch)
    feedback = commands.add_parser("feedback", help="export or delete what readers said of answers")
    feedback.add_argument("action", choices=("export", "delete"))
    feedback.add_argument("--out", type=Path, metavar="FILE.jsonl", help="where to write; standard output by default")
    feedback.add_argument("--yes", action="store_true", help="delete without asking")
    feedback.set_defaults(run=_feedback)
    for command in (ask, batch):
        command.add_argument("--mode", choices=("extractive", "generated"), help="how the answer is written")
    return parser


def _ask(options: argparse.Namespace) -> int:
    from assistant.understanding.cleaning import clean_question

    question = sys.stdin.read() if options.question == "-" else options.question
    clean_question(question)  # a bad question fails before anything is opened
    answer = _open().ask(question, mode=options.mode)
    _print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=1) if options.json else readable(answer))
    return 0


def _batch(options: argparse.Namespace) -> int:
    if not options.input.is_file():
        _say(f"There is no file {str(options.input)!r}. Name a JSONL file of questions.")
        return BAD_INPUT
    if options.output.resolve() == options.input.resolve():
        _say("IN.jsonl and OUT.jsonl are the same file. Name another file for the answers.")
        return BAD_INPUT
    partial = options.output.with_name(options.output.name + ".part")
    faults: list[str] = []
    try:
        out = partial.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        _say(f"{str(options.output)!r} cannot be written: {error.strerror}. Choose another place.")
        return FAILED
    with out, options.input.open("rb") as lines:
        assistant = _open()
        for record in answer_lines(assistant, lines, faults, mode=options.mode):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            out.flush()
    partial.replace(options.output)
    for fault in faults:
        _say(fault)
    return BAD_INPUT if faults else 0


def _feedback(options: argparse.Namespace) -> int:
    from assistant.feedback import write_feedback
    from assistant.feedback_store import open_feedback
    from assistant.settings import read_settings

    settings = read_settings()
    store = open_feedback(settings.home, settings.database_url)
    if options.action == "export":
        if options.out is None:
            write_feedback(store.records(), sys.stdout)
            return 0
        try:
            with options.out.open("w", encoding="utf-8") as file:
                count = write_feedback(store.records(), file)
        except OSError as error:
            _say(f"{str(options.out)!r} cannot be written: {error.strerror}. Choose another place.")
            return FAILED
        _say(f"{count} records written to {options.out}.")
        return 0
    count = store.count()
    if (
        count
        and not options.yes
        and not _confirmed(f"Delete {count} records of feedback? They cannot be had back. [y/N] ")
    ):
        _say("Nothing was deleted.")
        return 0
    _say(f"{store.delete()} records deleted.")
    return 0


def _confirmed(question: str) -> bool:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def answer_lines(
    assistant: Assistant, lines: Iterable[bytes], faults: list[str], *, mode: Any = None
) -> Iterator[dict[str, Any]]:
    """Answer the lines of a batch file in order; a bad line is reported by number in `faults` and passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = _read_line(line)
            answer = assistant.ask(case["question"], case["history"], mode=mode)
        except (ValueError, QuestionRejected) as error:
            faults.append(f"Line {number} was not answered: {error}")
            continue
        yield {"id": case["id"], **answer.to_dict()}


def _read_line(line: bytes) -> dict[str, Any]:
    """Check one line of a batch file; raises ValueError with a sentence."""
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8. Save the file as UTF-8.") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("it is not valid JSON. Write one object a line.") from None
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise ValueError('it has no text under "question". Add it.')
    history = data.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise ValueError('"history" is no list of texts. Give the earlier questions, oldest first.')
    return {"id": str(data.get("id", "")), "question": data["question"], "history": history}


def readable(answer: Answer) -> str:
    """Write an answer for a terminal: text, sources, what else can be asked."""
    from assistant.plain import plain_answer

    return plain_answer(answer)


def _open() -> Assistant:
    from assistant.build import open_assistant

    return open_assistant()


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
