"""Command line of the evaluation: `python -m evals COMMAND`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.errors import AssistantError
from corpus.errors import CorpusError
from evals.errors import EvalsError, OptionsClash
from index.errors import RetrievalError

if TYPE_CHECKING:
    from rich.console import Console

    from evals.case import Split
    from evals.compare import Comparison
    from evals.gate import Check
    from evals.judge import Judge
    from evals.run_file import Run
    from evals.runner import Evaluation, Options

_HERE = Path(__file__).parent
BELOW_FLOOR, BAD_INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes besides 0."""
GATE_AGAIN = 5
"""The gate asks one question in so many twice: it must stay quick, and `run` asks all of them twice."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a user's mistake becomes one sentence on standard error."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except (EvalsError, AssistantError, CorpusError, RetrievalError) as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    except OSError as error:
        sys.stderr.write(
            f"{error.filename or 'A file'} cannot be used: {error.strerror or error}. Name another place.\n"
        )
        return BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. What is finished is kept: the same command goes on from there.\n")
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    from evals.run_file import find_run, read_run
    from evals.runner import Options

    if options.processes > 1 and (options.judge or options.mode == "generated"):
        raise OptionsClash(
            f"--processes {options.processes} is for runs that ask no model, which answers one question at a time here. "
            f"Leave it out, or leave out --judge and --mode generated."
        )
    against = read_run(find_run(options.against, options.out)) if options.against else None
    chosen = Options(
        suite=options.suite,
        split=options.split,
        mode=options.mode,
        limit=options.limit,
        perturbations=options.mode == "extractive" and not options.quick,
        baselines=not options.quick,
        ask_again=int(options.mode == "extractive"),
    )
    _run_and_report(chosen, options, against)
    return 0


def _gate(options: argparse.Namespace) -> int:
    from evals.console import show_checks
    from evals.gate import check_floors, read_floors
    from evals.measures import RETRIEVAL_MEASURES
    from evals.run_file import find_run, read_run
    from evals.runner import Options

    floors = read_floors(options.floors)
    if options.run:
        run = read_run(find_run(options.run, options.out))
    else:
        # Floors lie under the reported split; the rest is asked only where one names it.
        split: Split | None = None if any(floor.split for floor in floors) else "test"
        ranked = any(floor.measure in RETRIEVAL_MEASURES for floor in floors)
        chosen = Options(
            split=split,
            limit=options.limit,
            perturbations=False,
            baselines=False,
            ask_again=GATE_AGAIN,
            rankings=ranked,
        )
        run = _run_and_report(chosen, options)
    checks = check_floors(next(iter(run.summaries.values())), floors)
    show_checks(checks, _console())
    return 0 if all(check.passed for check in checks) else BELOW_FLOOR


def _compare(options: argparse.Namespace) -> int:
    from evals.compare import compare_runs
    from evals.console import show_comparison
    from evals.run_file import find_run, read_run

    before, after = (read_run(find_run(name, options.out)) for name in (options.before, options.after))
    show_comparison(compare_runs(before, after), _console())
    return 0


def _scoreboard(options: argparse.Namespace) -> int:
    from corpus.load import load_corpus
    from evals.case import load_cases
    from evals.fingerprint import fingerprint
    from evals.run_file import find_run, read_run
    from evals.scoreboard import write_scoreboard

    run = read_run(find_run(options.run, options.out))
    corpus = load_corpus()
    _console().print(write_scoreboard(run, fingerprint(corpus, load_cases(corpus)), options.readme), markup=False)
    return 0


def _ablation(options: argparse.Namespace) -> int:
    from evals.ablation import open_ablation
    from evals.console import show_run
    from evals.runner import Options
    from evals.scoreboard import ROWS

    chosen = Options(split=options.split, limit=options.limit, perturbations=False, ask_again=0)
    evaluation = open_ablation(chosen, folder=options.out)
    _drive(evaluation)
    run, folder = evaluation.finish()
    show_run(run, _console(), only=ROWS)
    _write_page(run, folder)
    return 0


def _check(options: argparse.Namespace) -> int:
    from corpus.load import load_corpus
    from evals.build import open_embedder
    from evals.case import load_cases
    from evals.console import show_sets
    from evals.split_check import indexed_pairs, reworded_pairs, trained_pairs
    from evals.training import all_questions

    corpus = load_corpus()
    cases = load_cases(corpus, options.sets)
    show_sets(cases, _console())
    embedder = open_embedder()
    pairs = [*reworded_pairs(cases, embedder), *indexed_pairs(cases, corpus, embedder)]
    pairs += trained_pairs(cases, all_questions(), embedder)
    for pair in pairs:
        sys.stderr.write(f"{pair}\n")
    return BAD_INPUT if pairs else 0


def _export(options: argparse.Namespace) -> int:
    from evals.errors import RunUnreadable
    from evals.export import FORMATS
    from evals.run_file import find_run, read_run

    file = find_run(options.run, options.out)
    write, ending = FORMATS[options.format]
    target = options.file or file.parent / f"{options.format}.{ending}"
    try:
        with target.open("x", encoding="utf-8", newline="") as opened:
            opened.write(write(read_run(file)))
    except FileExistsError:
        raise RunUnreadable(f"{target} already exists and was left as it is. Name another with --file.") from None
    except OSError as error:
        raise RunUnreadable(f"{target} cannot be written: {error.strerror}. Name another with --file.") from None
    _console().print(f"Written: {target}", markup=False)
    return 0


def _add(options: argparse.Namespace) -> int:
    from rich.prompt import Prompt

    from corpus.load import load_corpus
    from evals.add import add_records

    def ask(label: str, default: str) -> str:
        return cast(str, Prompt.ask(label.replace("[", "\\["), default=default or "-", console=_console()))

    def tell(line: str) -> None:
        _console().print(line, markup=False)

    add_records(options.record, options.suite, load_corpus(), options.sets, ask, tell)
    return 0


def _bench(options: argparse.Namespace) -> int:
    from evals.bench import run_bench

    return run_bench() or 0


def _beir(options: argparse.Namespace) -> int:
    from evals.beir import run_beir

    return run_beir(options.folder) or 0


def _run_and_report(chosen: Options, options: argparse.Namespace, against: Run | None = None) -> Run:
    from evals.build import open_evaluation
    from evals.compare import compare_runs
    from evals.console import show_comparison, show_run
    from evals.gate import check_floors, read_floors

    judge = _open_judge() if getattr(options, "judge", False) else None
    evaluation = open_evaluation(
        chosen,
        folder=options.out,
        sets=options.sets,
        judge=judge,
        processes=getattr(options, "processes", 1),
    )
    _drive(evaluation)
    run, folder = evaluation.finish()
    show_run(run, _console())
    comparison = compare_runs(against, run) if against else None
    if comparison:
        show_comparison(comparison, _console())
    if judge and judge.given_up:
        sys.stderr.write(f"{judge.given_up}\n")
    floors = check_floors(next(iter(run.summaries.values())), read_floors())
    _write_page(run, folder, comparison, floors if run.info.suite is None and run.info.limit is None else ())
    return run


def _drive(evaluation: Evaluation) -> None:
    """Run to the end with a bar on standard error."""
    from index.build import progress_bar

    if evaluation.resumed:
        sys.stderr.write(f"Going on with an interrupted run: {evaluation.resumed} answers are already there.\n")
    with progress_bar("Asking", len(evaluation.tasks)) as advance:
        for _ in evaluation.run():
            advance(1)


def _write_page(run: Run, folder: Path, comparison: Comparison | None = None, checks: Sequence[Check] = ()) -> None:
    from evals.report import write_report

    page = write_report(run, folder, comparison, checks)
    _console().print(f"{run.info.seconds:.0f} s. Results: {folder}. Page: {page}", markup=False, soft_wrap=True)


def _open_judge() -> Judge:
    from assistant.settings import read_settings
    from evals.judge import Judge, open_judge

    return Judge(open_judge(read_settings()))


def _console() -> Console:
    from rich.console import Console

    console = Console()
    # Where the output is no terminal, rich assumes 80 columns and breaks every cell.
    return console if console.is_terminal else Console(width=120)


def _fit(options: argparse.Namespace) -> int:
    from assistant.build import open_assistant
    from evals import fit
    from evals.case import load_cases

    assistant = open_assistant()
    cases = load_cases(assistant.corpus, options.sets, split="dev")
    used = [case for case in cases if not case.kind.startswith("attack") and not case.suite.startswith(fit.STRESS)]
    found = list(fit.examples(used, assistant))
    fit.report(found, lambda line: print(line))  # noqa: T201
    if not options.dry:
        lists = list(fit.list_examples(used, assistant))
        fit.write(fit.fit(found, lists), _HERE.parent / fit.COEFFICIENTS)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure the quality of the answers.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = _command(commands, "run", _run, "ask all questions, score the answers, write results and a page")
    run.add_argument("--suite", help="one question set only")
    run.add_argument("--split", choices=("dev", "test"), help="one split only")
    run.add_argument("--mode", choices=("extractive", "generated"), default="extractive")
    run.add_argument("--against", metavar="RUN", help="compare with an earlier run (folder, name or 'latest')")
    run.add_argument("--quick", action="store_true", help="without perturbations and baselines")
    run.add_argument(
        "--processes", type=_count, default=1, metavar="N", help="ask what is not timed in N processes (default: 1)"
    )
    run.add_argument("--judge", action="store_true", help="also ask ASSISTANT_MODEL for its verdict; reported only")
    _sets_option(run)

    compare = _command(commands, "compare", _compare, "compare two runs, with the cases that changed")
    compare.add_argument("before", metavar="RUN")
    compare.add_argument("after", metavar="RUN")

    gate = _command(commands, "gate", _gate, "exit with 1 where a run is below a floor; makes a run if none is named")
    gate.add_argument("run", nargs="?", metavar="RUN")
    gate.add_argument("--floors", type=Path, default=_HERE / "floors.yaml", metavar="FILE")
    _sets_option(gate)

    board = _command(commands, "scoreboard", _scoreboard, "write the table of the README from a run of this tree")
    board.add_argument("run", nargs="?", default="latest", metavar="RUN")
    board.add_argument("--readme", type=Path, default=_HERE.parent / "README.md", metavar="FILE")

    ablation = _command(commands, "ablation", _ablation, "show what each part of the assistant adds")
    ablation.add_argument("--split", choices=("dev", "test"), default="test")
    for command in (run, gate, ablation):
        command.add_argument("--limit", type=_count, metavar="N", help="at most N questions, from all over the sets")

    check = _command(
        commands, "check", _check, "check the question sets, and that no test question is known beforehand"
    )
    _sets_option(check)

    export = _command(commands, "export", _export, "write a run for RAGAS or DeepEval, or as a table")
    export.add_argument("run", metavar="RUN")
    export.add_argument("--format", choices=("ragas", "deepeval", "csv"), required=True)
    export.add_argument("--file", type=Path, help="where to; beside the results by default")

    add = _command(commands, "add", _add, "make cases of answers or feedback records, asking for the gold")
    add.add_argument("record", type=Path, help="JSON or JSON lines: `ask --json`, `batch`, or a feedback export")
    add.add_argument("--suite", default="added", help="set to append to (default: added)")
    _sets_option(add)

    fitting = _command(commands, "fit", _fit, "fit the support model on the development questions and store it")
    fitting.add_argument("--dry", action="store_true", help="print what it buys, store nothing")
    _sets_option(fitting)
    _command(commands, "bench", _bench, "measure times and memory")
    beir = _command(commands, "beir", _beir, "measure the search on a collection in BEIR form")
    beir.add_argument("folder", type=Path)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    function: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.add_argument(
        "--out", type=Path, default=Path("runs"), metavar="FOLDER", help="where runs are (default: runs)"
    )
    parser.set_defaults(command=function)
    return parser


def _sets_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sets", type=Path, default=_HERE / "sets", metavar="FOLDER", help="other question sets")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1; give one")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
