"""Years for dates written without one, from what the article itself says."""

from __future__ import annotations

from pipeline.assemble.context import Context
from pipeline.doc.dates import DateValue, Point
from pipeline.doc.mentions import Mention


class Years:
    """Resolves relative and yearless points; what the article does not support stays None."""

    def __init__(self, context: Context, published: Point | None, start: Point | None, end: Point | None) -> None:
        self.context = context
        self.published = published
        self.start = start
        self.end = end
        self.headline = self._headline_year()
        self.last: Point | None = None  # the last event that was dated

    def _headline_year(self) -> int | None:
        """The one year that a heading of the page carries."""
        body = self.context.layout.body_lines()[:3]
        years = {
            m.value.start.year for line in body for m in self.context.begun("dates", line.start, line.end)
            if m.value.start.year and not m.value.is_range and not m.value.start.month
        }  # fmt: skip
        return years.pop() if len(years) == 1 else None

    def resolve(self, m: Mention) -> tuple[Point, Point | None, bool] | None:
        """Start, end and whether the year was inferred."""
        value: DateValue = m.value
        if value.start.year is not None:
            return value.start, value.end, m.label == "date.inferred"
        year = self._year(m, value.start)
        if year is None:
            return None
        start = value.start.in_year(year)
        end = value.end.in_year(year) if value.end else None
        if end and end.key() < start.key():
            end = value.end.in_year(year + 1) if value.end else None
        if not start.valid or (end and not end.valid):
            return None
        return start, end, True

    def _year(self, m: Mention, point: Point) -> int | None:
        if point.relative is not None:
            if self.published and self.published.year:
                return self.published.year + point.relative
            if self.headline:
                return self.headline + point.relative
            return self._anchored(m, point) if point.relative == 0 else None
        carried = self._carried(m, point)
        if carried:
            return carried
        if self.published and self.published.year:
            return _nearest_year(point, self.published)
        if self.headline:
            return self.headline
        return self._anchored(m, point)

    def _carried(self, m: Mention, point: Point) -> int | None:
        """A date with a year in the same sentence or line, or right before in the same paragraph, lends it."""
        context = self.context
        low, high = context.sentence(m.start)
        line = context.layout.line(m.start)
        here = [
            d for d in context.begun("dates", min(low, line.start), max(high, line.end))
            if d is not m and d.value.start.year and d.value.start.month and not d.value.is_range
        ]  # fmt: skip
        if here:
            return int(min(here, key=lambda d: abs(d.start - m.start)).value.start.year)
        before = {
            d.value.start.year for d in context.begun("dates", line.start, m.start)
            if d.value.start.year and (d.value.start.month or d.value.start.vague)
        }  # fmt: skip
        return int(before.pop()) if len(before) == 1 else None

    def _anchored(self, m: Mention, point: Point) -> int | None:
        """The first meeting, the signing, lie at the project's start; the next one behind the last that was dated."""
        context = self.context
        low, high = context.sentence(m.start)
        if self.last and self.last.year and context.cues_in(low, high, "next"):
            later = Point(self.last.year, point.month, point.day)
            return self.last.year if later.key() > self.last.key() else self.last.year + 1
        if (
            self.start
            and self.start.year
            and (point.relative == 0 or context.cues_in(low, high, "first", "signing", "launch"))
        ):
            return _nearest_year(point, self.start)
        return None


def _nearest_year(point: Point, anchor: Point) -> int | None:
    """The year that brings day and month nearest to the anchor."""
    assert anchor.year is not None
    if not point.month:
        return anchor.year
    here = (anchor.month or 7) * 30 + (anchor.day or 15)
    there = point.month * 30 + (point.day or 15)
    gap = there - here
    if gap > 200:
        return anchor.year - 1
    if gap < -200:
        return anchor.year + 1
    return anchor.year
