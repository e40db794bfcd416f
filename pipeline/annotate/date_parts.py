"""The parts of a date: a day, a month, a year. Each method returns the part at a place and the place behind it, or None."""

from __future__ import annotations

from pipeline.annotate.date_tokens import DASHES, FIRST_YEAR, LAST_YEAR, ORDINALS, RELATIVE, Tokens
from pipeline.doc.dates import Point

Found = tuple[Point, int]


class Parts(Tokens):
    """The tokens, and which part of a date each of them can be."""

    def day(self, n: int) -> Found | None:
        """A day's number with what may follow it: a full stop, an ending, a mark for "day"."""
        value = self.numbers.get(n)
        if value is None or not 1 <= value <= 31 or len(self.text[n]) > 2 or not self.alone(n):
            return None
        end = n + 1
        if (end < len(self.text) and self.glued(end) and self.text[end].casefold() in self.day_endings) or (
            self.mark(end, ORDINALS) and self.glued(end)
        ):
            end += 1
        elif (
            self.mark(end, DASHES)
            and self.glued(end)
            and self.glued(end + 1)
            and end + 1 < len(self.text)
            and self.text[end + 1].casefold() in self.day_endings
        ):
            end += 2
        if self.mark(end, "."):
            end += 1
        end = self.skip(end, "date.day")
        return Point(day=value), end

    def month(self, n: int) -> Found | None:
        """A month's name; a short form may have a full stop."""
        here = self.kinds.get(n)
        hit = here.get("month") if here else None
        if hit is None:
            return None
        value, end = hit
        if self.mark(end, ".") and len(self.text[end - 1]) <= 5:
            end += 1
        assert isinstance(value, int)
        return Point(month=value), end

    def year(self, n: int) -> Found | None:
        """A year of four digits with its mark, or a word for this, the last or the next year."""
        here = self.kinds.get(n)
        if here:
            for name, offset in RELATIVE.items():
                if name in here:
                    return Point(relative=offset), here[name][1]
            n = self.skip(n, "date.year_before")
        value = self.numbers.get(n)
        if value is None or not FIRST_YEAR <= value <= LAST_YEAR:
            return None
        return Point(year=value), self.year_tail(n + 1, stop=self.mark(n + 1, "."))

    def year_tail(self, n: int, *, stop: bool) -> int:
        """The place behind the mark for "year" that may follow a year's number, and a full stop behind the mark.
        ``stop``: a full stop at ``n`` is stepped over where the mark follows."""
        behind = self.kind(n + 1 if stop else n, "date.year")
        if behind is None:
            return n
        return behind + 1 if self.mark(behind, ".") and len(self.text[behind - 1]) <= 2 else behind

    def short_year(self, n: int) -> Found | None:
        """'-23 or '23: a year of two digits behind a mark."""
        if self.mark(n, "'’-–") and self.glued(n + 1):
            value = self.number(n + 1)
            if value is not None and len(self.text[n + 1]) == 2 and not self.glued(n + 2):
                return Point(year=century(value)), n + 2
        return None

    def fill(self, n: int) -> int:
        """The place behind words that say nothing ("of the year")."""
        return self.skip(n, "date.fillers")


def century(value: int) -> int:
    """A year of two digits in full: 1970 to 2069."""
    return 2000 + value if value < 70 else 1900 + value


def join(*parts: Point) -> Point:
    """One date of parts; of each part the first that is written."""
    year = next((p.year for p in parts if p.year), None)
    month = next((p.month for p in parts if p.month), None)
    day = next((p.day for p in parts if p.day), None)
    relative = next((p.relative for p in parts if p.relative is not None), None)
    return Point(year, month, day, relative)
