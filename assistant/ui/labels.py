"""Labels: the words that readers see for the codes of an entry."""

from __future__ import annotations

from corpus.corpus import Corpus
from corpus.entry import Audience, Basis, Entry, Kind, Level

KIND_LABELS: dict[Kind, str] = {
    "recommendation": "Recommendation",
    "practice": "Practice",
    "background": "Background",
    "term": "Term",
}
BASIS_LABELS: dict[Basis, str] = {
    "published_summary": "Public summary",
    "policy_toolkit": "Policy Toolkit",
    "eccp_page": "ECCP page",
    "related_page": "Related page",
    "official_report": "Official report",
}
BASIS_MEANINGS: dict[Basis, str] = {
    "published_summary": "Written from the public summary of the report",
    "policy_toolkit": "Written from the Policy Toolkit of the European Cluster Collaboration Platform",
    "eccp_page": "Written from a page of the European Cluster Collaboration Platform",
    "related_page": "Written from another public page",
    "official_report": "The report's own words, from the imported PDF",
}
LEVEL_LABELS: dict[Level, str] = {
    "european": "European",
    "interregional": "Interregional",
    "cross_border": "Cross-border",
    "national": "National",
    "regional": "Regional",
    "local": "Local",
    "cluster": "Cluster",
    "company": "Company",
    "research": "Research",
}
AUDIENCE_LABELS: dict[Audience, str] = {
    "policymaker": "Policymakers",
    "cluster_manager": "Cluster managers",
    "sme": "SMEs",
    "company": "Companies",
    "education_research": "Education and research",
}


def entry_label(entry: Entry, corpus: Corpus) -> str:
    """Say in one line what an entry is: kind, id or number, part."""
    name = f"{KIND_LABELS[entry.kind]} {entry.number or entry.id}"
    return f"{name} · {corpus.report.pillar(entry.pillar).title}" if entry.pillar else name


def basis_label(basis: Basis, page: str | None = None) -> str:
    """Name what a text was written from, with the printed page of an imported report."""
    return f"{BASIS_LABELS[basis]}, page {page}" if page else BASIS_LABELS[basis]


def counted(count: int, noun: str) -> str:
    """Say a number of things in English: "1 source", "3 sources", "2 entries"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"
