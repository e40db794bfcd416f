"""The orders in which a date is written with words: each function tries one at a place, and returns the date and the place behind
it, or None."""

from __future__ import annotations

from pipeline.annotate.date_parts import Found, Parts, join
from pipeline.annotate.date_tokens import DASHES
from pipeline.doc.dates import Point


def day_month(at: Parts, n: int) -> Found | None:
    day = at.day(n)
    dashed = bool(day) and at.mark(n + 1, DASHES) and at.glued(n + 1) and at.glued(n + 2)  # 12-Feb-2020
    month = at.month(n + 2) if dashed else day and at.month(at.fill(day[1]))
    if not day or not month:
        return None
    end = month[1]
    comma = end + 1 if at.mark(end, ",") or (dashed and at.mark(end, DASHES)) else end
    year = at.year(at.fill(comma)) or at.short_year(at.fill(comma))
    if year:
        return join(day[0], month[0], year[0]), year[1]
    return join(day[0], month[0]), end


def month_day(at: Parts, n: int) -> Found | None:
    month = at.month(n)
    day = month and at.day(at.fill(month[1]))
    if not month or not day or (len(at.text[at.fill(month[1])]) > 2):
        return None
    end = day[1]
    year = at.year(end + 1 if at.mark(end, ",") else end)
    if year and year[0].year:
        return join(month[0], day[0], year[0]), year[1]
    return join(month[0], day[0]), end


def month_year(at: Parts, n: int) -> Found | None:
    early = at.skip(n, "date.early")
    early = at.fill(early) if early > n else early
    month = at.month(early)
    if not month:
        return None
    end = month[1]
    mark = (
        end + 1
        if at.mark(end, ",/") or (at.mark(end, DASHES) and at.number(end + 1) and len(at.text[end + 1]) == 4)
        else end
    )
    year = at.year(at.fill(mark)) or at.short_year(end)
    if year:
        return join(month[0], year[0]), year[1]
    return None


def year_first(at: Parts, n: int) -> Found | None:
    year = at.year(n)
    if not year:
        return None
    end = year[1]
    stop = at.mark(end, ".") and end + 1 < len(at.text) and at.text[end + 1][0].islower()  # an ordinal year
    rest = at.fill(end + 1 if at.mark(end, ",") or stop else end)
    day = at.day(rest)
    if day:
        month = at.month(at.fill(day[1]))
        if month:
            return join(year[0], day[0], month[0]), month[1]
    rest = at.skip(rest, "date.early", "date.fillers")
    month = at.month(rest)
    if month:
        day = at.day(month[1])
        if day and at.text[month[1]] and len(at.text[month[1]]) <= 2:
            return join(year[0], month[0], day[0]), day[1]
        return join(year[0], month[0]), at.skip(month[1], "date.early")
    season = at.kind(rest, "date.seasons")
    if season is not None:
        return Point(year[0].year, relative=year[0].relative, vague=True), season
    return year


def vague(at: Parts, n: int) -> Found | None:
    """A season, a school year or an early/late part, with a year."""
    start = at.skip(n, "date.early", "date.fillers")
    season = at.kind(start, "date.seasons")
    if season is None:
        if start == n:
            return None
        year = at.year(start)
        return (Point(year[0].year, relative=year[0].relative, vague=True), year[1]) if year else None
    year = at.year(at.fill(season)) or at.short_year(season)
    return (Point(year[0].year, relative=year[0].relative, vague=True), year[1]) if year else None
