"""Another report in use: everything that speaks of numbers, parts and ids comes from the data."""

from __future__ import annotations

import pytest

from corpus.load import load_corpus

PARTS = {
    "forest": "Life in the forest",
    "village": "Life in the village",
    "river": "Life at the river",
    "law": "Wolves and the law",
}
SUBJECTS = (
    "Night fences,Guard dogs,Sheep insurance,Deer counts,Quiet zones,Forest roads,Camera traps,Winter feeding,School visits,"
    "Village meetings,Damage payments,Tourist trails,Bear bins,Butcher waste,Street lights,Mayor letters,Bridge crossings,"
    "Fish ladders,Otter banks,Flood meadows,Boat limits,Ferry stops,Angler permits,Water tests,Hunting seasons,Court fees,"
    "Wolf lawyers,Border treaties,Poacher fines,Gun safes,Witness rules,Police training,Data registers"
).split(",")


@pytest.fixture(scope="module")
def wolves(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wolves")
    parts = "\n".join(f"  - {{id: {id_}, title: {title}}}" for id_, title in PARTS.items())
    (folder / "report.yaml").write_text(
        f"title: The Wolf Report\nofficial: true\nnotice: Imported from wolf.pdf.\nname: wolf\npillars:\n{parts}\n"
    )
    for number, subject in enumerate(SUBJECTS, start=1):
        part = list(PARTS)[(number - 1) // 9]
        (folder / f"R{number}.md").write_text(
            f"---\nid: R{number}\nkind: recommendation\nnumber: '{number}'\ntitle: {subject}\npillar: {part}\n"
            f"basis: official_report\nsources: [{{url: 'file:wolf.pdf'}}]\n"
            f"pages: [{{number: {number + 4}, label: '{number}', start: 0, end: 200}}]\n---\n"
            f"Every district should pay for {subject.lower()} before the wolves come back.\n"
        )
    return load_corpus(folder)


@pytest.fixture(scope="module")
def assistant(wolves, tmp_path_factory):
    from assistant.build import open_assistant
    from assistant.settings import Settings

    return open_assistant(Settings(home=tmp_path_factory.mktemp("state"), model=None), wolves, progress=False)


def ids(answer):
    return [citation.entry_id for citation in answer.citations]


def test_all_33_are_listed_in_four_parts(assistant):
    answer = assistant.ask("List all recommendations")
    assert ids(answer) == [f"R{n}" for n in range(1, 34)]
    assert all(title in answer.answer for title in PARTS.values())
    assert "33" in answer.answer


def test_the_number_of_recommendations_is_the_reports_own(assistant):
    answer = assistant.ask("How many recommendations are there?")
    assert "33" in answer.answer
    assert "fifteen" not in answer.answer


def test_an_official_number_is_found_with_its_page(assistant):
    answer = assistant.ask("What does recommendation 7 say?")
    assert ids(answer) == ["R7"]
    assert answer.citations[0].page == "7"
    assert answer.citations[0].basis == "official_report"


def test_a_number_beyond_the_last_is_put_right(assistant):
    answer = assistant.ask("What does recommendation 34 say?")
    assert answer.decision == "not_in_report"
    assert "33 recommendations" in answer.answer
    assert "our numbering" not in answer.answer


def test_two_are_compared(assistant):
    assert ids(assistant.ask("Compare recommendations 3 and 30")) == ["R3", "R30"]


def test_a_need_finds_its_recommendation(assistant):
    assert ids(assistant.ask("What should districts do about guard dogs?"))[0] == "R2"


def test_the_fourth_part_exists_here(assistant):
    assert ids(assistant.ask("Which recommendations are in the fourth part?")) == [f"R{n}" for n in range(28, 34)]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("What is the twelfth recommendation?", [], ["R12"]),
        ("What is the last recommendation?", [], ["R33"]),
        ("What does recommendation thirty-three say?", [], ["R33"]),
        ("What do recommendations 5 to 8 say?", [], ["R5", "R6", "R7", "R8"]),
        ("On which page is recommendation 20?", [], ["R20"]),
        ("What does the part on the river recommend?", [], [f"R{n}" for n in range(19, 28)]),
        ("the third one", ["List the recommendations of the third part"], ["R21"]),
        ("What are the parts of the report?", [], [f"R{n}" for n in range(1, 34)]),
        ("What is this report?", [], [f"R{n}" for n in range(1, 34)]),
    ],
)
def test_ordinals_ranges_pages_and_parts_are_the_reports_own(assistant, question, history, expected):
    assert list(dict.fromkeys(ids(assistant.ask(question, history)))) == expected


def test_a_comparison_is_headed_by_the_official_numbers(assistant):
    assert "Recommendation 12" in assistant.ask("Compare recommendation 3 and 12").answer
