"""Dates and date ranges (group ``dates``; values are :class:`pipeline.doc.dates.DateValue`)."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.date_parts import Found
from pipeline.annotate.date_points import Reader
from pipeline.annotate.date_tokens import DASHES
from pipeline.doc.dates import DateValue, Point
from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.knowledge.language import knowledge


@Language.factory("granthound_dates", default_config={"language": None})
def create_dates(nlp: Language, name: str, language: str | None) -> Dates:
    return Dates(language)


class Dates:
    def __init__(self, language: str | None) -> None:
        pack = knowledge(language).pack
        self.day_endings = (
            frozenset(e.casefold().lstrip("-") for e in pack.dates.day_endings)
            if pack
            else frozenset({"st", "nd", "rd", "th"})
        )

        self.since = tuple(e.casefold() for e in pack.dates.since_endings) if pack else ()
        self.until = tuple(e.casefold() for e in pack.dates.until_endings) if pack else ()

    def __call__(self, doc: Doc) -> Doc:
        reader = Reader(doc, {g: mentions(doc, g) for g in ("date", "month")}, self.day_endings, self.since, self.until)
        found: list[Mention] = []
        behind = 0  # the date before
        for n in reader.openings():
            hit = (read_range(reader, n) or _single(reader, n)) if n >= behind else None
            if hit is None:
                continue
            value, start, behind = hit
            rule = "dates.range" if value.is_range else "dates.point"
            found.append(mention(doc, reader.tokens[start], reader.tokens[behind - 1] + 1, "date", value, rule))
        store(doc, "dates", found)
        return doc


def _single(reader: Reader, n: int) -> tuple[DateValue, int, int] | None:
    found = reader.point(n)
    if found is None:
        month = reader.month(n)  # a bare month: an event's, if the article gives the year
        early = reader.skip(n, "date.early")
        if month is None and early > n:
            month = reader.month(reader.skip(early, "date.fillers"))
        if month is None:
            return None
        return DateValue(month[0]), n, month[1]
    point, end = found
    if point.vague and point.year is None and point.day:  # "31.07" outside a range is as well a number
        return None
    point, end = _trailing_relative(reader, point, end)
    return DateValue(point), n, end


def _trailing_relative(reader: Reader, point: Point, end: int) -> tuple[Point, int]:
    """ "22 August this year" """
    if point.year is None and point.relative is None:
        year = reader.year(reader.skip(end, "date.fillers"))
        if year and year[0].relative is not None:
            return replace(point, relative=year[0].relative), year[1]
    return point, end


def read_range(reader: Reader, n: int) -> tuple[DateValue, int, int] | None:
    """A range that begins at ``n``: [from] first, a dash or a word for "to", last."""
    start = reader.skip(n, "date.range_from", "date.between", "date.since")
    between = start > n and any(reader.kind(k, "date.between") for k in range(n, start))
    start = reader.skip(start, "date.fillers", "date.weekdays")
    for first, behind in _first_parts(reader, start):
        single_day = first.day is not None and first.month is None  # "11 and 12 October"
        joint = _joint(reader, behind, between or single_day) or _school_year(reader, first, behind)
        by_case = joint is None and (reader.ends(start, behind, reader.since) or _next_is_until(reader, behind))
        if joint is None and not by_case:
            continue
        rest = reader.skip(behind if joint is None else joint, "date.fillers", "date.weekdays", "date.year_before")
        last = reader.point(rest) or _month_only(reader, rest, first) or _part_only(reader, rest, first)
        if last is None or (by_case and not reader.ends(rest, last[1], reader.until)):
            continue
        merged = _merge(first, last[0])
        if merged:
            a, b = merged
            b, end = _trailing_relative(reader, b, last[1])
            if b.relative is not None and a.relative is None and a.year is None:
                a = replace(a, relative=b.relative)
            return DateValue(a, b), n, end
    return None


def _first_parts(reader: Reader, n: int) -> list[Found]:
    """What may begin a range: a date, or only its first parts (the last date lends the rest)."""
    options: list[Found] = []
    found = reader.point(n)
    if found:
        options.append(found)
    year = reader.year(n)
    if year:
        day = reader.day(
            reader.skip(year[1] + (1 if reader.mark(year[1], ",") else 0), "date.fillers", "date.range_from")
        )
        if day:
            options.append((Point(year[0].year, None, day[0].day, year[0].relative), day[1]))
        inner = reader.skip(year[1], "date.range_from", "date.fillers")
        if inner > year[1]:  # "in 2012 from 1 to 5 May"
            point = reader.point(inner)
            for part in [point] if point else []:
                if part[0].year is None:
                    options.append((Point(year[0].year, part[0].month, part[0].day, year[0].relative), part[1]))
    month = reader.month(n)
    if month:
        options.append(month)
        day = reader.day(reader.skip(month[1], "date.fillers"))
        if day:
            options.append((Point(None, month[0].month, day[0].day), day[1]))
    day = reader.day(n)
    if day:
        options.append(day)
    return options


def _joint(reader: Reader, n: int, between: bool) -> int | None:
    """The place behind the dash or the word that joins the two dates of a range."""
    if reader.mark(n, ",") and reader.kind(n + 1, "date.range_to") is not None:
        n += 1
    if reader.mark(n, DASHES):
        n += 1
        if reader.mark(n, DASHES):
            n += 1
        return reader.skip(n, "date.range_to")
    if reader.mark(n, ".") and reader.mark(n + 1, DASHES):
        return n + 2
    word = reader.kind(n, "date.range_to") or (reader.kind(n + 1, "date.range_to") if reader.mark(n, ".") else None)
    if word is not None:
        return word
    if between:
        return reader.kind(n, "date.range_and")
    return None


def _next_is_until(reader: Reader, n: int) -> bool:
    """The date behind says "until" by its ending; the one before it need not say "from"."""
    following = reader.point(n) if reader.until else None
    return following is not None and reader.ends(n, following[1], reader.until)


def _school_year(reader: Reader, first: Point, n: int) -> int | None:
    """ "2016/2017", "2016./2017." """
    n += reader.mark(n, ".") and reader.glued(n)
    if first.year and not first.month and reader.mark(n, "/") and reader.number(n + 1) == first.year + 1:
        return n + 1
    return None


def _month_only(reader: Reader, n: int, first: Point) -> Found | None:
    """Two months without a year."""
    return reader.month(n) if first.month and not first.day else None


def _part_only(reader: Reader, n: int, first: Point) -> Found | None:
    """ "2018.12.09-15.", "March 5-9, 2017", "2021–2023", "2005/06" """
    if first.day and first.month:
        day = reader.day(n)
        if day and (day[0].day or 0) > first.day:
            end = day[1]
            year = reader.year(end + 1 if reader.mark(end, ",") else end)
            if first.year is None and year:
                return Point(year[0].year, first.month, day[0].day, year[0].relative), year[1]
            return Point(first.year, first.month, day[0].day, first.relative), end
    return None


def _merge(first: Point, last: Point) -> tuple[Point, Point] | None:
    """Lend each date of a range what the other one has; None where they are no range."""
    if first.day and not first.month:
        if not last.day or not last.month:
            return None
        first = replace(first, month=last.month)
    if last.year is None and first.year is not None:
        last = replace(last, year=first.year)
    if last.relative is None and first.relative is not None and last.year is None:
        last = replace(last, relative=first.relative)
    if first.year is None and first.relative is None and last.year is not None:
        same = replace(first, year=last.year)
        first = same if same.key() <= last.key() else replace(first, year=last.year - 1)
    if first.relative is None and first.year is None and last.relative is not None:
        first = replace(first, relative=last.relative)
    if not first.month and not last.month:  # years only: must look like a period
        if first.year is None or last.year is None or not 0 < last.year - first.year <= 30:
            return None
        return replace(first, vague=first.vague), last
    if (
        first.year
        and last.year
        and first.key()[: 2 if not (first.day and last.day) else 3]
        > last.key()[: 2 if not (first.day and last.day) else 3]
    ):
        return None
    if not first.valid or not last.valid:
        return None
    return replace(first, vague=False), replace(last, vague=False)
