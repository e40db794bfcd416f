"""A record as rows of joined tables. ``article_id`` and ``project_id`` are the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.records import Amount, Country, Date, Event, Evidence, Partner, Programme, Project, Record, iter_evidence

Kind = Literal["text", "number", "date", "bool"]
Cell = str | int | float | bool | date | None

_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` is in characters, as spreadsheets count it."""

    name: str
    kind: Kind = "text"
    width: int = 16


def _columns(names: str, **more: tuple[Kind, int]) -> tuple[Column, ...]:
    return tuple(Column(name, *more.get(name, ("text", _WIDTHS.get(name, 16)))) for name in names.split())


_WIDTHS = {
    "article_id": 26,
    "project_id": 28,
    "name": 50,
    "title": 50,
    "quote": 60,
    "uri": 40,
    "url": 40,
    "duplicate_of": 26,
}
_DATES: dict[str, tuple[Kind, int]] = {"start": ("date", 12), "end": ("date", 12), "published": ("date", 12)}
_INFERRED: dict[str, tuple[Kind, int]] = {"start_inferred": ("bool", 10), "end_inferred": ("bool", 10)}
_CONFIDENCE: dict[str, tuple[Kind, int]] = {"confidence": ("number", 11)}
_SPAN = "start start_precision start_inferred end end_precision end_inferred"

#: The tables in the order they are shown, each with its columns.
TABLES: dict[str, tuple[Column, ...]] = {
    "projects": _columns(
        f"project_id article_id name acronym aliases status references programmes countries {_SPAN} confidence quote",
        **_DATES,
        **_INFERRED,
        **_CONFIDENCE,
    ),
    "partners": _columns("project_id article_id name aliases role type country confidence quote", **_CONFIDENCE),
    "programmes": _columns("project_id article_id programme_id name confidence quote", **_CONFIDENCE),
    "countries": _columns("project_id article_id country quote"),
    "amounts": _columns("project_id article_id value currency kind quote", value=("number", 16)),
    "events": _columns(f"article_id kind {_SPAN} place country quote", **_DATES, **_INFERRED),
    "articles": _columns(
        "article_id uri item url title published published_precision published_inferred language language_confidence "
        "about_project relevance projects warnings media_type sha256 duplicate_of",
        published=("date", 12),
        published_inferred=("bool", 10),
        language_confidence=("number", 11),
        about_project=("bool", 12),
        relevance=("number", 11),
        projects=("number", 10),
    ),
    "evidence": _columns(
        "article_id project_id path start end quote rule", start=("number", 9), end=("number", 9), path=("text", 34)
    ),
}

Row = tuple[str, list[Cell]]
_Part = Partner | Programme | Country | Amount


def rows(record: Record) -> Iterator[Row]:
    """The rows of a record, each with the name of its table; cells are in the order of the columns."""
    key = record.id
    published = _date(record.published)
    warnings = _joined([f"{warning.code}: {warning.message}" for warning in record.warnings])
    yield "articles", [
        key, record.source.uri, record.source.item, record.source.url, record.title, *published,
        record.language.code, record.language.confidence, record.about_project, record.relevance, len(record.projects),
        warnings, record.source.media_type, record.source.sha256, record.duplicate_of,
    ]  # fmt: skip
    for number, project in enumerate(record.projects, 1):
        yield from _project_rows(key, f"{key}-{number}", project)
    for event in record.events:
        yield "events", [key, *_event(event)]
    for path, evidence in iter_evidence(record):
        yield (
            "evidence",
            [key, _project_of(key, path), path, evidence.start, evidence.end, evidence.quote, evidence.rule],
        )


def _project_rows(article: str, key: str, project: Project) -> Iterator[Row]:
    keys: list[Cell] = [key, article]
    yield "projects", [
        *keys, project.name, project.acronym, _joined(project.aliases), project.status,
        _joined([r.value for r in project.references]), _joined([p.id for p in project.programmes]),
        _joined([c.code for c in project.countries]), *_date(project.start), *_date(project.end),
        project.confidence, _quote(project.evidence),
    ]  # fmt: skip
    parts: list[_Part] = [*project.partners, *project.programmes, *project.countries, *project.amounts]
    for item in parts:
        table, cells = _part(item)
        yield table, [*keys, *cells, _quote(item.evidence)]


def _part(item: _Part) -> Row:
    match item:
        case Partner():
            cells: list[Cell] = [item.name, _joined(item.aliases), item.role, item.type, item.country, item.confidence]
            return "partners", cells
        case Programme():
            return "programmes", [item.id, item.name, item.confidence]
        case Country():
            return "countries", [item.code]
        case Amount():
            return "amounts", [item.value, item.currency, item.kind]


def _event(event: Event) -> list[Cell]:
    place = event.place
    where = [place.name if place else None, place.country if place else None]
    return [event.kind, *_date(event.start), *_date(event.end), *where, _quote(event.evidence)]


def _date(value: Date | None) -> list[Cell]:
    """A full date as a date, a partial one as text; then its precision and whether it was inferred."""
    if value is None:
        return [None, None, None]
    cell: Cell = value.value
    if value.precision == "day":
        try:
            cell = date.fromisoformat(value.value)
        except ValueError:
            cell = value.value
    return [cell, value.precision, value.inferred]


def _joined(values: Sequence[str]) -> str | None:
    return _BETWEEN.join(values) or None


def _quote(evidence: list[Evidence]) -> str | None:
    return evidence[0].quote if evidence else None


def _project_of(article: str, path: str) -> str | None:
    """The key of the project that a path such as ``projects[0].end.evidence[0]`` lies in."""
    if not path.startswith("projects["):
        return None
    return f"{article}-{int(path[len('projects[') : path.index(']')]) + 1}"
