"""Citation measures: are the right entries cited, and does each sentence rest on what it cites?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer import Answer, Citation, Sentence
from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import Entry
from evals.case import PLANTED, Case
from evals.plain_text import MARKER, plain_text, without_markers
from index.words import stems, words

SUPPORTED = 0.8
"""Share of a sentence's content words that its evidence must hold for the sentence to count as supported."""
_QUOTED_WORDS = 3
_FRAME = frozenset(
    stems("report corpus entry entries hold contain cover toolkit policy file match relate recommend part")
)
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

    Citation precision of ALCE (arXiv 2305.14627) at the level of entries. None where nothing is cited, and for an
    unanswerable question: to answer that is counted by the rejection rate.
    """
    cited = _judged_ids(case, answer)
    if not case.answerable or not cited:
        return None
    return sum(entry_id in (*case.needed, *case.acceptable) for entry_id in cited) / len(cited)


def first_citation_right(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """1 where the first cited entry is a needed one, else 0: success at rank 1 of what the reader sees.

    None where the gold names no needed entry; 0 where the answer was refused.
    """
    return float(_judged_ids(case, answer)[:1] in [[i] for i in case.needed]) if case.needed else None


def nearest_shown(case: Case, answer: Answer, corpus: Corpus) -> float | None:
    """1 where a rightly refused question is shown an entry that the gold accepts as near, else 0.

    Our own. None for an answerable question, one that was answered, and one to which nothing is near.
    """
    if case.answerable or answer.decision != "not_in_report" or not case.acceptable:
        return None
    return float(not set(case.acceptable).isdisjoint(answer.nearest))


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
    asked = {word.stem for word in words(f"{answer.question} {answer.understood_as}")}
    spans = ["".join(groups) for groups in _QUOTED_SPAN.findall(without_markers(answer.answer))]
    long = [span for span in spans if len(span.split()) >= _QUOTED_WORDS]
    spans = [plain_text(span) for span in long if not asked.issuperset(word.stem for word in words(span))]
    if not spans:
        return None
    sources = [plain_text(f"{_record(e, corpus)} {e.body}") for e in _entries(answer.citations, corpus)]
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

    To the evidence belong the words quoted and the record of the cited entry (title, id, place, years, part, where
    it is filed). Words that only say where an answer comes from ("the corpus holds", "filed by the toolkit") claim
    nothing. A figure may also be the number of entries cited, since a count rests on what it counts. This is
    lexical: it cannot see a sentence that turns the same words into another claim, which extractive answers never do.
    """
    if not citations:
        return False
    entries = _entries(citations, corpus)
    evidence = {w.stem for c in citations for w in words(c.quote)}
    evidence |= {w.stem for entry in entries for w in words(_record(entry, corpus))} | _FRAME
    said = [w for w in words(without_markers(text)) if not w.is_function]
    figures = {w.text for w in said if any(mark.isdigit() for mark in w.text)}
    counted = {str(len(entries)), str(len(citations))}
    if any(w.stem not in evidence for w in said if w.text in figures - counted):
        return False
    held = sum(w.stem in evidence or w.text in counted for w in said)
    return held >= SUPPORTED * len(said)


def _judged_ids(case: Case, answer: Answer) -> list[str]:
    """The cited entries that can be right or wrong: to quote a planted entry is neither, but for exact lists."""
    passed_over = PLANTED if case.plant and not case.exact else None
    return [entry_id for entry_id in cited_ids(answer) if entry_id != passed_over]


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
    """All that an entry says of itself besides its body."""
    part = corpus.report.pillar(entry.pillar).title if entry.pillar else ""
    years = f"{entry.years.text} {entry.years.start} {entry.years.end}" if entry.years else ""
    places = [entry.region or "", *(country_name(code) for code in entry.countries)]
    lists = [*entry.aliases, *places, *entry.levels, *entry.audiences, *entry.filed_under, *entry.matched_to]
    sections = [section.title for section in entry.sections]
    return " ".join([entry.title, part, entry.id, entry.number or "", entry.kind, years, *sections, *lists])
