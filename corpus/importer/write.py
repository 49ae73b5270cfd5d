"""Drafts -> a corpus folder: report.yaml, Markdown entries with front matter, the account, the PDF itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.importer.account import Account
from corpus.importer.drafts import Draft
from corpus.importer.parts import Part

PDF_NAME = "report.pdf"
ACCOUNT_NAME = "account.md"
_FOLDERS = {"recommendation": "recommendations", "practice": "practices", "background": "background"}


@dataclass(frozen=True, slots=True)
class Head:
    """What report.yaml says."""

    title: str
    name: str
    notice: str
    parts: Sequence[Part]


def write_corpus(
    folder: Path,
    head: Head,
    drafts: Sequence[Draft],
    labels: Mapping[int, str],
    source: str,
    account: Account,
    pdf: Path,
) -> None:
    """Write everything into a folder that exists; `labels` are the printed numbers of the PDF's pages."""
    (folder / "report.yaml").write_text(_report(head), encoding="utf-8")
    for draft in drafts:
        place = folder / _FOLDERS[draft.kind]
        place.mkdir(exist_ok=True)
        (place / f"{draft.id}.md").write_text(_entry(draft, labels, source), encoding="utf-8", newline="\n")
    (folder / ACCOUNT_NAME).write_text(_without_fences(account.to_markdown()), encoding="utf-8")
    shutil.copyfile(pdf, folder / PDF_NAME)


def _report(head: Head) -> str:
    data = {
        "title": head.title,
        "short_title": "the report",
        "official": True,
        "notice": head.notice,
        "name": head.name,
        "pillars": [{"id": part.id, "title": part.title} for part in head.parts],
    }
    return _yaml(data)


def _entry(draft: Draft, labels: Mapping[int, str], source: str) -> str:
    data: dict[str, Any] = {"id": draft.id, "kind": draft.kind, "title": _one_line(draft.title)}
    if draft.number is not None:
        data["number"] = draft.number
    if draft.pillar:
        data["pillar"] = draft.pillar
    data["basis"] = "official_report"
    if draft.filed_under:
        data["filed_under"] = draft.filed_under
    pages = [*draft.passage.pages, *draft.also]
    data["pages"] = [{"number": n, "label": labels[n], "start": start, "end": end} for n, start, end in pages]
    data["sources"] = [{"url": source}]
    return f"---\n{_yaml(data)}---\n{_without_fences(draft.passage.text)}\n"


def _yaml(data: dict[str, Any]) -> str:
    # The loader reads every scalar as text, so a number such as "8.10" must not be written as 8.1.
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def _one_line(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= 390 else title[:389] + "…"


def _without_fences(text: str) -> str:
    """Keep a line of hyphens from being read as the fence of a front matter; the length stays."""
    return re.sub(r"^---(?=[ \t]*$)", "–––", text, flags=re.MULTILINE)
