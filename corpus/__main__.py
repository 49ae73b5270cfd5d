"""The corpus on the command line: `python -m corpus import|list|use|remove`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus.errors import CorpusError, ReportUnreadable


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 after one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CorpusError as error:
        _tell(str(error))
        return 1
    except KeyboardInterrupt:
        _tell("Interrupted; nothing was changed.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", description="The reports that the assistant knows.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    bring = commands.add_parser("import", help="import a report from its PDF and use it from now on")
    bring.add_argument("pdf", type=Path, metavar="REPORT.pdf")
    bring.add_argument("--name", help="name of the corpus; by default that of the file")
    bring.add_argument("--url", help="public address of the PDF, cited as its source")
    bring.add_argument("--ocr", action="store_true", help="recognise pages that are pictures, with Tesseract")
    bring.add_argument("--keep", action="store_true", help="import only, and go on using what is in use")
    bring.set_defaults(run=_import)
    commands.add_parser("list", help="list all corpora, * those in use").set_defaults(run=_list)
    use = commands.add_parser("use", help="use these corpora from now on")
    use.add_argument("names", nargs="+", metavar="NAME", help="'summary' is the shipped one")
    use.add_argument("--alone", action="store_true", help="without the practices and terms of the summary")
    use.set_defaults(run=_use)
    remove = commands.add_parser("remove", help="delete an imported corpus with its PDF")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove)
    return parser


def _import(options: argparse.Namespace) -> int:
    from corpus.importer import ocr
    from corpus.importer.run import import_report
    from corpus.library import Library

    if options.ocr and not ocr.is_installed():
        raise ReportUnreadable("Tesseract is not installed, so --ocr cannot be used. Install it, or leave --ocr out.")
    library = Library()
    with _Bar() as bar:
        imported = import_report(
            options.pdf, library.folder, name=options.name, url=options.url, ocr=options.ocr, progress=bar.step
        )
    _say(imported.account.to_markdown())
    _say(f"The entries are in {imported.folder}. Edit them if you like, then run: python -m index build")
    if options.keep or not imported.account.recommendations:
        _say(f"It is not in use yet. Use it with: python -m corpus use {imported.name}")
    else:
        library.use([imported.name])
        _say("It is in use from now on. Back to the shipped summary: python -m corpus use summary")
    return 0


def _list(options: argparse.Namespace) -> int:
    from corpus.library import Library

    for shelf in Library().shelves():
        mark = "*" if shelf.in_use else " "
        _say(f"{mark} {shelf.name}  {shelf.title}")
        if shelf.fault:
            _say(f"    cannot be loaded: {shelf.fault}")
        else:
            kind = "imported from its PDF" if shelf.official else "shipped summary"
            _say(f"    {kind}; recommendations: {shelf.recommendations}, practices: {shelf.practices}")
    return 0


def _use(options: argparse.Namespace) -> int:
    from corpus.library import Library

    library = Library()
    library.use(options.names, alone=options.alone)
    _say(f"In use: {', '.join(library.in_use())}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from corpus.library import Library

    library = Library()
    library.remove(options.name)
    _say(f"Removed {options.name}. In use: {', '.join(library.in_use())}")
    return 0


class _Bar:
    """A progress bar on standard error, where that is a terminal."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        columns = (TextColumn("Reading pages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._progress.start()
        self._task = self._progress.add_task("", total=None)
        return self

    def step(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def __exit__(self, *reason: object) -> None:
        self._progress.stop()


def _say(text: str) -> None:
    print(text)  # noqa: T201


def _tell(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
