"""Dates as they are written: points with unknown parts, and ranges of them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Point:
    """A date; what is not written is None. ``relative`` counts years from "this year"; ``vague`` marks a part of a
    month or year (a season, "beginning of"), which narrows nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    relative: int | None = None
    vague: bool = False

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def iso(self) -> str | None:
        """``2017-10-01``, ``2017-10``, ``2017``; None where the year is unknown."""
        if self.year is None:
            return None
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
            if self.day:
                text += f"-{self.day:02d}"
        return text

    @property
    def valid(self) -> bool:
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None:
            return True
        if self.month is None:
            return 1 <= self.day <= 31
        return 1 <= self.day <= calendar.monthrange(self.year or 2000, self.month)[1]

    def key(self) -> tuple[int, int, int]:
        """Order in time; unknown parts first."""
        return (self.year or 0, self.month or 0, self.day or 0)

    def in_year(self, year: int) -> Point:
        return replace(self, year=year, relative=None)


@dataclass(frozen=True, slots=True)
class DateValue:
    """One date, or a range where ``end`` is set. ``marked``: the words "from … to …" or a dash made it a range."""

    start: Point
    end: Point | None = None

    @property
    def is_range(self) -> bool:
        return self.end is not None


def add_months(point: Point, months: int) -> Point:
    """The last day (or month) of a period of whole months that starts at ``point``."""
    assert point.year is not None
    assert point.month is not None
    total = point.year * 12 + point.month - 1 + months
    if point.day is None:
        total -= 1
        return Point(total // 12, total % 12 + 1)
    year, month = total // 12, total % 12 + 1
    if point.day == 1:
        total -= 1
        year, month = total // 12, total % 12 + 1
        return Point(year, month, calendar.monthrange(year, month)[1])
    return Point(year, month, min(point.day - 1, calendar.monthrange(year, month)[1]))


def subtract_months(point: Point, months: int) -> Point:
    """The first day (or month) of a period of whole months that ends with ``point``."""
    assert point.year is not None
    assert point.month is not None
    total = point.year * 12 + point.month - 1 - months
    if point.day is None:
        total += 1
        return Point(total // 12, total % 12 + 1)
    last = point.day == calendar.monthrange(point.year, point.month)[1]
    if last:
        total += 1
        return Point(total // 12, total % 12 + 1, 1)
    year, month = total // 12, total % 12 + 1
    return Point(year, month, min(point.day + 1, calendar.monthrange(year, month)[1]))
