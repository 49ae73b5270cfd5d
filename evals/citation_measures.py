"""Citation measures: are the right entries cited, and does each sentence rest on what it cites?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer import Answer, Citation, Sentence
from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import Entry
from evals.case import Case
from evals.plain_text import MARKER, plain_text, without_markers
from index.words import words

SUPPORTED = 0.8
"""Share of a sentence's content words that its evidence must hold for the sentence to count as supported."""
_QUOTED_WORDS = 3
_QUOTED_SPAN = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|^> ?(.+)$", re.MULTILINE)


def cited_ids(answer: Answer) -> list[str]:
    """List the ids of the cited entries, each once, in the order in which the answer first cites them."""
    by_number = {citation.n: citation.entry_id for citation in answer.citations}
    in_text = [by_number[n] for sentence in answer.sentences for n in sentence.citations if n in by_number]
    return list(dict.fromkeys([*in_text, *by_number.values()]))


def citation_recall(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the needed entries that are cited.

    Citation recall of ALCE (Gao et al., arXiv 2305.14627) at the level of entries: the gold evidence stands in
    for the entailment model. None where the gold names no needed entry; 0 where the answer was refused.
    """
    if not case.needed:
        return None
    return len(set(case.needed) & set(cited_ids(answer))) / len(case.needed)


def citation_precision(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the cited entries that are needed or acceptable.

    Citation precision of ALCE (arXiv 2305.14627) at the level of entries. None where nothing is cited, and
    where the gold names no entry at all: answering the unanswerable is counted by the rejection rate.
    """
    right, cited = {*case.needed, *case.acceptable}, cited_ids(answer)
    if not right or not cited:
        return None
    return sum(entry_id in right for entry_id in cited) / len(cited)


def first_citation_right(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """1 where the first cited entry is a needed one, else 0: success at rank 1 of what the reader sees.

    Where the gold holds only acceptable entries, one of these. None where the gold names no entry.
    """
    right = set(case.needed or case.acceptable)
    if not right:
        return None
    return float(cited_ids(answer)[:1] != [] and cited_ids(answer)[0] in right)


def list_exact(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """1 where all needed entries and no others but acceptable ones are cited; None unless `exact` is asked."""
    if not case.exact:
        return None
    cited, needed = set(cited_ids(answer)), set(case.needed)
    return float(needed <= cited <= needed | set(case.acceptable))


def evidence_recall(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the characters of the gold spans that the quotations cover.

    Token recall of Chroma's "Evaluating chunking strategies" (2024), in characters. None without gold spans.
    """
    gold: set[tuple[str, int]] = set()
    for span in case.spans:
        start = corpus[span.entry].body.find(span.quote)
        if start >= 0:
            gold |= {(span.entry, at) for at in range(start, start + len(span.quote))}
    if not gold:
        return None
    quoted = {(c.entry_id, at) for c in answer.citations for at in range(c.start, c.end)}
    return len(gold & quoted) / len(gold)


def citation_validity(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the citations and `[n]` marks that resolve: the entry exists and `body[start:end]` is the quote.

    Our own, and deterministic: a mark without a citation and a quotation that is not in the entry are each
    an invented citation. None where the answer has neither marks nor citations.
    """
    by_number = {citation.n: citation for citation in answer.citations}
    marks = [int(n) for n in MARKER.findall(answer.answer)]
    marks += [n for sentence in answer.sentences for n in sentence.citations]
    checks = [_is_verbatim(citation, corpus) for citation in answer.citations]
    checks += [n in by_number for n in marks]
    return sum(checks) / len(checks) if checks else None


def quote_alignment(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the quoted spans of three words and more that stand in a cited entry, case and spaces folded.

    The quoted-spans metric of RAGAS (`ragas.metrics.quoted_spans`): quotation marks and block quotes of the
    answer's text. Words of the question that are quoted back are no quotation of the report. None where the
    answer quotes nothing.
    """
    asked = plain_text(f"{answer.question} {answer.understood_as}")
    spans = ["".join(groups) for groups in _QUOTED_SPAN.findall(without_markers(answer.answer))]
    spans = [plain_text(span) for span in spans if len(span.split()) >= _QUOTED_WORDS]
    spans = [span for span in spans if span not in asked]
    if not spans:
        return None
    sources = [plain_text(f"{e.title} {e.body}") for e in _entries(answer.citations, corpus)]
    return sum(any(span in source for source in sources) for span in spans) / len(spans)


def sentence_citation_recall(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the answer's sentences that the union of their citations supports.

    Citation recall of ALCE (arXiv 2305.14627), its entailment model replaced by `supports`, which needs no
    model because the evidence is verbatim. A sentence without a citation counts 0. None for a refusal and
    where no sentence has a content word.
    """
    judged = [_is_supported(s, answer, corpus) for s in _claims(answer)]
    return sum(judged) / len(judged) if judged else None


def sentence_citation_precision(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """Share of the citations, sentence by sentence, that do some work.

    Citation precision of ALCE (arXiv 2305.14627): a citation counts where its sentence is supported and it
    supports the sentence alone or cannot be taken away. None for a refusal and where nothing is cited.
    """
    by_number = {citation.n: citation for citation in answer.citations}
    judged: list[bool] = []
    for sentence in _claims(answer):
        cited = [by_number[n] for n in sentence.citations if n in by_number]
        supported = supports(sentence.text, cited, corpus)
        for citation in cited:
            others = [c for c in cited if c is not citation]
            alone = supports(sentence.text, [citation], corpus)
            judged.append(supported and (alone or not supports(sentence.text, others, corpus)))
    return sum(judged) / len(judged) if judged else None


def supports(text: str, citations: Sequence[Citation], corpus: Corpus) -> bool:
    """Say whether quotations carry a sentence: nearly all its content words and every figure stand in them.

    To the evidence belong the words quoted and the record of the cited entry (title, id, place, years, part).
    A figure may also be the number of entries cited, since a count rests on what it counts. This is lexical:
    it cannot see a sentence that turns the same words into another claim, which extractive answers never do.
    """
    if not citations:
        return False
    entries = _entries(citations, corpus)
    evidence = {w.stem for c in citations for w in words(c.quote)}
    evidence |= {w.stem for entry in entries for w in words(_record(entry, corpus))}
    said = [w for w in words(without_markers(text)) if not w.is_function]
    figures = {w.text for w in said if any(mark.isdigit() for mark in w.text)}
    counted = {str(len(entries)), str(len(citations))}
    if any(w.stem not in evidence for w in said if w.text in figures - counted):
        return False
    held = sum(w.stem in evidence or w.text in counted for w in said)
    return held >= SUPPORTED * len(said)


def _claims(answer: Answer) -> list[Sentence]:
    if answer.decision == "not_in_report":
        return []
    return [s for s in answer.sentences if any(not w.is_function for w in words(s.text))]


def _is_supported(sentence: Sentence, answer: Answer, corpus: Corpus) -> bool:
    return supports(sentence.text, [c for c in answer.citations if c.n in sentence.citations], corpus)


def _is_verbatim(citation: Citation, corpus: Corpus) -> bool:
    if citation.entry_id not in corpus or not citation.quote:
        return False
    return corpus[citation.entry_id].body[citation.start : citation.end] == citation.quote


def _entries(citations: Iterable[Citation], corpus: Corpus) -> list[Entry]:
    return [corpus[i] for i in dict.fromkeys(c.entry_id for c in citations) if i in corpus]


def _record(entry: Entry, corpus: Corpus) -> str:
    part = corpus.report.pillar(entry.pillar).title if entry.pillar else ""
    years = f"{entry.years.text} {entry.years.start} {entry.years.end}" if entry.years else ""
    sections = " ".join(section.title for section in entry.sections)
    names = " ".join(entry.aliases)
    places = " ".join([entry.region or "", *(country_name(code) for code in entry.countries)])
    return f"{entry.id} {entry.number or ''} {entry.kind} {entry.title} {names} {part} {sections} {years} {places}"
