"""The Browse page: recommendations with their practices, a table of practices that can be narrowed, and counts.

Everything is laid out once for each report in use; what readers narrow and sort is in `assets/browse.js`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.ui.context import UiContext
from assistant.ui.labels import BASIS_LABELS, BASIS_MEANINGS, LEVEL_LABELS, counted
from assistant.ui.plots import Bar, Heading, bars_html, grid_html
from assistant.ui.render import attribute, text
from assistant.ui.theme import renewed_html
from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import BASES, LEVELS, Entry

PURPOSE = "Recommendations, practices and where they come from"
GRID_COUNTRIES = 14
"""Countries that get a column of their own in the overview: those with the most practices."""


def build(context: UiContext) -> None:
    """Lay out the page inside the current Gradio context."""
    renewed_html(context, lambda: browse_html(context), elem_id="browse", elem_classes="own")


def browse_html(context: UiContext) -> str:
    """Return the whole page as HTML."""
    corpus = context.corpus
    practices = corpus.of_kind("practice")
    parts = [_recommendations_html(context)]
    if practices:
        parts.append(_table_html(context, practices))
    countries = countries_by_practices(practices)
    if countries:
        parts.append(_countries_html(context, countries, len(practices)))
        parts.append(_overview_html(context, [code for code, _ in countries]))
    sections = [part for part in parts if part]
    links = "".join(
        f'<li><a href="#{name}">{label}</a></li>'
        for name, label in _SECTIONS.items()
        if any(f'id="{name}"' in s for s in sections)
    )
    return f'<nav aria-label="On this page" class="on-page"><ul>{links}</ul></nav>{"".join(sections)}'


def countries_by_practices(practices: Iterable[Entry]) -> list[tuple[str, int]]:
    """Count the practices of each country, most first; one of several countries counts in each."""
    counts = Counter(code for practice in practices for code in practice.countries)
    return sorted(counts.items(), key=lambda item: (-item[1], country_name(item[0])))


_SECTIONS = {
    "recommendations": "Recommendations",
    "practices": "Practices",
    "countries": "Practices by country",
    "overview": "Recommendations by country",
}


def _recommendations_html(context: UiContext) -> str:
    corpus = context.corpus
    groups = [(pillar.title, corpus.of_pillar(pillar.id)) for pillar in corpus.report.pillars]
    rest = [entry for entry in corpus.of_kind("recommendation") if entry.pillar is None]
    groups = [(title, entries) for title, entries in [*groups, ("Recommendations", rest)] if entries]
    if not groups:
        return '<section id="recommendations"><h2>Recommendations</h2><p>This corpus holds no recommendation.</p></section>'
    cards = "".join(
        f'<section class="part"><h3>{text(title)}</h3>{"".join(_recommendation_html(context, e) for e in entries)}</section>'
        for title, entries in groups
    )
    total = counted(sum(len(entries) for _, entries in groups), "recommendation").capitalize()
    own = "" if corpus.report.official else " The ids are our numbering, not the report's."
    return (
        f'<section id="recommendations"><h2>Recommendations</h2><p>{total} in {counted(len(groups), "part")}.{own} '
        f'Open one to see its practices.</p><div class="parts">{cards}</div></section>'
    )


def _recommendation_html(context: UiContext, entry: Entry) -> str:
    filed, matched = context.corpus.practices_of(entry.id)
    count = len(filed) + len(matched)
    own = "Related, our match"
    lists = _practice_list(context, "Filed here by the Policy Toolkit itself", filed) + _practice_list(
        context, own, matched
    )
    none = "" if count else "<p>No practice is linked to it.</p>"
    question = f"What does {entry.id} ({entry.title}) recommend?"
    return (
        f'<details class="recommendation"><summary><span class="entry-id">{text(entry.number or entry.id)}</span> '
        f'{text(entry.title)} <span class="count">{counted(count, "practice")}</span></summary>'
        f"<p>{text(_first_paragraph(entry))}</p>"
        f'<p class="links"><a href={attribute(context.entry_link(entry.id))}>Read {text(entry.number or entry.id)}</a> '
        f"<a href={attribute(context.ask_link(question))}>Ask about {text(entry.number or entry.id)}</a></p>{lists}{none}</details>"
    )


def _practice_list(context: UiContext, title: str, practices: Sequence[Entry]) -> str:
    if not practices:
        return ""
    items = "".join(
        f"<li><a href={attribute(context.entry_link(p.id))}>{text(p.title)}</a> "
        f'<span class="entry-id">{text(_places(p) or p.id)}</span></li>'
        for p in practices
    )
    return f"<h4>{text(title)} ({len(practices)})</h4><ul>{items}</ul>"


def _first_paragraph(entry: Entry) -> str:
    return " ".join(entry.statement.strip().split("\n\n")[0].split())


def _table_html(context: UiContext, practices: Sequence[Entry]) -> str:
    rows = "".join(_row_html(context, practice) for practice in practices)
    heads = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" data-act="sort" data-column="{at}">{name}</button></th>'
        for at, name in enumerate(("Practice", "Country", "Level", "Years", "Origin", "Recommendations"))
    )
    return (
        '<section id="practices"><h2>Practices</h2>'
        f"{_filters_html(context.corpus, practices)}"
        f'<p id="practice-count" role="status">{counted(len(practices), "practice").capitalize()}</p>'
        '<div class="table-box" tabindex="0" role="region" aria-labelledby="practice-caption">'
        '<table id="practice-table"><caption id="practice-caption">Practices; a heading sorts by its column</caption>'
        f'<thead><tr>{heads}<th scope="col">Ask</th></tr></thead><tbody>{rows}</tbody></table></div>'
        '<p id="practice-none" hidden>No practice fits all of these. Clear one of them.</p></section>'
    )


def _row_html(context: UiContext, practice: Entry) -> str:
    corpus = context.corpus
    filed = [corpus[entry_id] for entry_id in practice.filed_under if entry_id in corpus]
    matched = [
        corpus[entry_id]
        for entry_id in practice.matched_to
        if entry_id in corpus and entry_id not in practice.filed_under
    ]
    years = practice.years
    tokens = {
        "country": practice.countries,
        "level": practice.levels,
        "year": tuple(str(year) for year in _all_years(corpus) if years and years.covers(year)),
        "basis": (practice.basis,),
        "recommendation": tuple(entry.id for entry in [*filed, *matched]),
    }
    data = "".join(f" data-{name}={attribute(' '.join(values))}" for name, values in tokens.items())
    question = f"What is {practice.title}?"
    levels = ", ".join(LEVEL_LABELS[level] for level in practice.levels)
    links = [_linked(context, "filed", filed), _linked(context, "our match", matched)]
    return (
        f'<tr{data}><th scope="row"><a href={attribute(context.entry_link(practice.id))}>{text(practice.title)}</a> '
        f'<span class="entry-id">{text(practice.id)}</span></th>'
        f"<td>{text(_places(practice))}</td><td>{text(levels)}</td>"
        f'<td data-sort="{(years.start if years else None) or ""}">{text(years.text if years else "")}</td>'
        f'<td><span class="badge basis-{practice.basis}" title={attribute(BASIS_MEANINGS[practice.basis])}>'
        f"{text(BASIS_LABELS[practice.basis])}</span></td><td>{'; '.join(link for link in links if link)}</td>"
        f'<td><a href={attribute(context.ask_link(question))}>Ask<span class="vh"> about {text(practice.title)}</span></a></td></tr>'
    )


def _linked(context: UiContext, how: str, entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    links = ", ".join(
        f"<a href={attribute(context.entry_link(e.id))} title={attribute(e.title)}>{text(e.number or e.id)}</a>"
        for e in entries
    )
    return f'<span class="nowrap">{links} <span class="small">({how})</span></span>'


def _places(practice: Entry) -> str:
    names = [country_name(code) for code in practice.countries]
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more"]
    places = ", ".join(names)
    return f"{practice.region} ({places})" if practice.region and places else practice.region or places


def _all_years(corpus: Corpus) -> range:
    years = [p.years for p in corpus.of_kind("practice") if p.years and p.years.start]
    first = min((y.start for y in years if y.start), default=1)
    last = max((y.end or y.start or 0 for y in years), default=0)
    return range(first, last + 1)


def _filters_html(corpus: Corpus, practices: Sequence[Entry]) -> str:
    countries = sorted({(country_name(code), code) for p in practices for code in p.countries})
    levels = {level for p in practices for level in p.levels}
    bases = {p.basis for p in practices}
    linked = {entry_id for p in practices for entry_id in (*p.filed_under, *p.matched_to)}
    fields: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("country", "Country", [(code, name) for name, code in countries]),
        ("level", "Level", [(level, LEVEL_LABELS[level]) for level in LEVELS if level in levels]),
        ("year", "Running in", [(str(year), str(year)) for year in reversed(_all_years(corpus))]),
        ("basis", "Origin", [(basis, BASIS_LABELS[basis]) for basis in BASES if basis in bases]),
        (
            "recommendation",
            "Recommendation",
            [(e.id, f"{e.number or e.id} {e.title}") for e in corpus.of_kind("recommendation") if e.id in linked],
        ),
    ]
    selects = "".join(_select(name, label, options) for name, label, options in fields if options)
    return (
        '<form class="filters" id="practice-filters" role="search" aria-label="Narrow the practices">'
        '<div><label for="practice-words">Words</label>'
        '<input type="search" id="practice-words" name="words" autocomplete="off"></div>'
        f'{selects}<button type="reset" class="quiet">Clear</button></form>'
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<option value={attribute(value)}>{text(shown)}</option>" for value, shown in options)
    return (
        f'<div><label for="practice-{name}">{text(label)}</label>'
        f'<select id="practice-{name}" name="{name}"><option value="">Any</option>{items}</select></div>'
    )


def _countries_html(context: UiContext, countries: Sequence[tuple[str, int]], total: int) -> str:
    often = [(code, count) for code, count in countries if count > 1]
    bars = [
        Bar(
            _country_link(code),
            count,
            str(count),
            "other" if code == "EU" else "",
        )
        for code, count in often or countries
    ]
    once = ", ".join(_country_link(code) for code, count in countries if often and count == 1)
    several = sum(len(p.countries) > 1 for p in context.corpus.of_kind("practice"))
    note = (
        f"{counted(several, 'practice').capitalize()} of several countries count in each of them. " if several else ""
    )
    union = "The striped bar is the Union as a whole. " if any(code == "EU" for code, _ in countries) else ""
    return (
        f'<section id="countries"><h2>Practices by country</h2><p>{note}{union}Choose a country to see its practices.</p>'
        f'<div class="bars-in-columns">{bars_html(f"{total} practices by country", ("Country", "Practices"), bars)}</div>'
        f"{f'<p>One practice each: {once}.</p>' if once else ''}</section>"
    )


def _country_link(code: str) -> str:
    return f'<a href="#practices" data-act="narrow" data-country={attribute(code)}>{text(country_name(code))}</a>'


def _overview_html(context: UiContext, codes: Sequence[str]) -> str:
    corpus = context.corpus
    counts = Counter(
        (entry_id, code)
        for practice in corpus.of_kind("practice")
        for entry_id in {*practice.filed_under, *practice.matched_to}
        for code in practice.countries
    )
    rows = [
        Heading(e.id, f'<span class="entry-id">{text(e.number or e.id)}</span> {text(e.title)}')
        for e in corpus.of_kind("recommendation")
        if any(counts[e.id, code] for code in codes)
    ]
    if not rows:
        return ""
    columns = [Heading(code, f"<span lang=en>{text(country_name(code))}</span>") for code in codes[:GRID_COUNTRIES]]

    def cell(entry_id: str, code: str, count: int) -> str:
        return (
            f'<a href="#practices" data-act="narrow" data-country="{text(code)}" data-recommendation={attribute(entry_id)}>'
            f'{count}<span class="vh"> practices of {text(entry_id)} from {text(country_name(code))}</span></a>'
        )

    grid = grid_html(
        "Practices by recommendation and country, darker where there are more",
        "Recommendation",
        rows,
        columns,
        lambda entry_id, code: counts[entry_id, code],
        cell,
    )
    return (
        '<section id="overview"><h2>Recommendations by country</h2>'
        f"<p>The {len(columns)} countries with the most practices. A practice counts for every recommendation that it is filed "
        "under by the toolkit or related to by our match. Choose a number to see the practices.</p>"
        f'<div class="table-box" tabindex="0" role="region" aria-label="Recommendations by country">{grid}</div></section>'
    )
