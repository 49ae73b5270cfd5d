"""One command brings a report; from then on the library answers from it, and goes back when it is told to."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from corpus.__main__ import main
from corpus.entry import Entry, Section, Source
from corpus.errors import CorpusError, EntryInvalid
from corpus.importer.run import import_report
from corpus.library import SUMMARY, Library, corpus_in_use
from corpus.load import load_corpus
from corpus.matching import match_recommendations
from tests.report_layouts import LAYOUTS


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    return {name: LAYOUTS[name](folder / f"{name}.pdf") for name in ("many_in_parts", "headed_chapters", "two_columns")}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def shelf(pdfs, tmp_path_factory):
    """A state folder with two imported reports, to be copied."""
    home = tmp_path_factory.mktemp("home")
    for name in ("many_in_parts", "headed_chapters"):
        import_report(pdfs[name].path, home / "corpora", name=name)
    return home


@pytest.fixture
def library(shelf, home):
    shutil.copytree(shelf / "corpora", home / "corpora")
    return Library(home)


def test_the_summary_is_in_use_by_default(home, shipped):
    assert corpus_in_use().report == shipped.report
    assert Library().in_use() == (SUMMARY,)


def test_one_command_brings_a_report_into_use(home, pdfs, capsys):
    assert main(["import", str(pdfs["many_in_parts"].path), "--name", "Thirty Three"]) == 0
    said = capsys.readouterr().out
    assert "33 recommendations" in said
    assert "Numbers missing: none" in said
    corpus = corpus_in_use()
    assert corpus.report.title == "Thirty-three steps to the sea"
    assert corpus.report.official
    assert [r.number for r in corpus.of_kind("recommendation")] == [str(n) for n in range(1, 34)]
    assert [len(corpus.of_pillar(p.id)) for p in corpus.report.pillars] == [9, 8, 8, 8]
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert "* thirty-three" in listed
    assert "recommendations: 33" in listed


def test_a_fault_is_one_sentence_and_exit_code_one(home, tmp_path, capsys):
    (tmp_path / "no.pdf").write_text("no")
    for arguments in (
        ["import", str(tmp_path / "no.pdf")],
        ["use", "nothing"],
        ["remove", "nothing"],
        ["remove", "summary"],
    ):
        assert main(arguments) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1


def test_keep_imports_without_using(home, pdfs, capsys):
    assert main(["import", str(pdfs["two_columns"].path), "--keep"]) == 0
    assert Library().in_use() == (SUMMARY,)
    assert "corpus use two-columns" in capsys.readouterr().out


def test_the_public_address_becomes_the_source(home, pdfs):
    assert main(["import", str(pdfs["two_columns"].path), "--url", "https://ports.example/a report.pdf"]) == 0
    assert corpus_in_use()["R1"].sources[0].url == "https://ports.example/a%20report.pdf"


def test_an_imported_report_replaces_the_summarys_recommendations(library, shipped):
    library.use(["many_in_parts"])
    corpus = library.corpus_in_use()
    own = {entry.id for entry in shipped.of_kind("recommendation")}
    assert not own & {entry.id for entry in corpus}
    toolkit = {entry.id for entry in shipped.of_kind("practice")}
    assert toolkit <= {entry.id for entry in corpus.of_kind("practice")}
    assert {entry.id for entry in shipped.of_kind("term")} <= {entry.id for entry in corpus}


def test_no_link_leads_to_a_recommendation_that_is_gone(library):
    library.use(["many_in_parts"])
    corpus = library.corpus_in_use()
    for entry in corpus:
        for target in (*entry.filed_under, *entry.matched_to):
            assert corpus[target].kind == "recommendation"


def test_of_another_report_nothing_is_said_about_the_summed_up_one(library):
    library.use(["many_in_parts"])
    for entry in library.corpus_in_use().of_kind("background"):
        if entry.basis != "official_report":
            assert "the report" not in entry.body.lower()


def test_alone_leaves_the_summary_out(library):
    library.use(["many_in_parts"], alone=True)
    assert {entry.basis for entry in library.corpus_in_use()} == {"official_report"}


def test_two_reports_keep_their_numbers_and_get_ids_of_their_own(library):
    library.use(["many_in_parts", "headed_chapters"])
    corpus = library.corpus_in_use()
    assert len(corpus.of_kind("recommendation")) == 33 + 12
    assert corpus["R1"].body != corpus["R1@headed-chapters"].body
    assert corpus["R1@headed-chapters"].number == "1"
    assert len({entry.id for entry in corpus}) == len(corpus)
    pillars = [p.id for p in corpus.report.pillars]
    assert len(pillars) == len(set(pillars)) == 4 + 3
    for entry in corpus:
        assert entry.pillar is None or entry.pillar in pillars


def test_the_pdf_of_an_entry_is_found(library):
    library.use(["many_in_parts", "headed_chapters"])
    corpus = library.corpus_in_use()
    pdfs = {name: library.folder / name / "report.pdf" for name in library.names()}
    library.use(["headed_chapters"])  # what was loaded before stays what it was
    assert library.pdf_of(corpus["R7"], corpus.report) == pdfs["many-in-parts"]
    assert library.pdf_of(corpus["R7@headed-chapters"], corpus.report) == pdfs["headed-chapters"]
    assert library.pdf_of(corpus["P01"], corpus.report) is None
    pdfs["many-in-parts"].unlink()
    assert library.pdf_of(corpus["R7"], corpus.report) is None


@pytest.mark.parametrize("name", ["..", "../corpora/many-in-parts", "/etc", SUMMARY, ""])
def test_no_name_leads_out_of_the_library(library, name):
    corpus = library.corpus_in_use()
    (library.folder.parent / "report.pdf").write_bytes(b"%PDF-")
    strange = replace(library_entry(library), id=f"R7@{name}")
    assert library.pdf_of(strange, replace(corpus.report, name=name)) is None


def library_entry(library):
    return load_corpus(library.folder / "many-in-parts")["R7"]


def test_removing_what_is_in_use_goes_back_to_the_summary(library, shipped):
    library.use(["many_in_parts"])
    library.remove("many_in_parts")
    assert library.in_use() == (SUMMARY,)
    assert library.names() == [SUMMARY, "headed-chapters"]
    assert [p.name for p in library.folder.iterdir() if p.is_dir()] == ["headed-chapters"]
    assert library.corpus_in_use().report == shipped.report


def test_a_damaged_choice_or_a_vanished_corpus_falls_back_to_the_summary(library):
    library.use(["many_in_parts"])
    shutil.rmtree(library.folder / "many-in-parts")
    assert library.in_use() == (SUMMARY,)
    (library.folder / "in_use.json").write_text("{")
    assert library.in_use() == (SUMMARY,)


def test_an_edited_entry_is_used_as_edited(library):
    file = library.folder / "many-in-parts" / "recommendations" / "R7.md"
    file.write_text(file.read_text().replace("title:", "title: Edited by hand\nregion:", 1))
    library.use(["many_in_parts"])
    assert library.corpus_in_use()["R7"].title == "Edited by hand"


def test_a_corpus_broken_by_hand_is_named_and_not_used(library):
    file = library.folder / "many-in-parts" / "recommendations" / "R7.md"
    file.write_text(file.read_text().replace("kind: recommendation", "kind: nonsense"))
    with pytest.raises(EntryInvalid, match="R7"):
        library.use(["many_in_parts"])
    (fault,) = [s.fault for s in library.shelves() if s.name == "many-in-parts"]
    assert "R7" in fault


def test_an_unknown_name_tells_the_known_ones(library):
    with pytest.raises(CorpusError, match="summary, headed-chapters, many-in-parts"):
        library.use(["nothing"])


def recommendation(identity: str, title: str) -> Entry:
    sources = (Source("https://example.eu"),)
    body = f"{title} is needed."
    section = Section("", 0, len(body), "published_summary", sources)
    return Entry(identity, "recommendation", title, body, "published_summary", sources, (section,))


def test_only_safe_matches_are_made():
    own = [
        recommendation("G1", "Clusters as agents of change"),
        recommendation("G2", "Skills for the green transition"),
        recommendation("G3", "Skills for the digital transition"),
        recommendation("G4", "Finance"),
    ]
    imported = [
        recommendation("R1", "Cluster as agents of change"),
        recommendation("R2", "Skills for the green and digital transitions"),
        recommendation("R3", "Finance"),
        recommendation("R4", "Procure lighthouses"),
    ]
    assert match_recommendations(own, imported) == {"G1": "R1"}


def test_of_the_same_report_the_toolkits_filing_becomes_our_match(library, shipped, tmp_path):
    from dataclasses import replace

    from corpus.corpus import Corpus
    from corpus.library import join

    own = shipped.of_kind("recommendation")
    renumbered = [
        replace(entry, id=f"R{place}", number=str(place), basis="official_report", pillar=None)
        for place, entry in enumerate(own, 1)
    ]
    official = Corpus(replace(shipped.report, official=True, name="pdf"), renumbered)
    corpus = join([official], shipped)
    safe = match_recommendations(own, renumbered)
    assert len(safe) >= 12
    for practice in shipped.of_kind("practice"):
        assert corpus[practice.id].filed_under == ()
        expected = {safe[t] for t in (*practice.filed_under, *practice.matched_to) if t in safe}
        assert set(corpus[practice.id].matched_to) == expected
    assert "A03" in corpus
    for entry in corpus.of_kind("background"):
        assert "G1 to G5" not in entry.body
