"""Single dates: one grammar of orders and marks for all languages; words come from the lexicon.

A :class:`Reader` looks at the tokens that are not white space. Every ``_order`` method tries one written order at a place and
returns the point and the place behind it, or None.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc

from pipeline.doc.dates import Point
from pipeline.doc.mentions import Mention
from pipeline.doc.tokens import words_of

Found = tuple[Point, int]
FIRST_YEAR, LAST_YEAR = 1900, 2100
DASHES = frozenset("-–—‒−")
RELATIVE = {"date.last_year": -1, "date.this_year": 0, "date.next_year": 1}


class Reader:
    """The tokens of a document without white space, with what the lexicon says of each."""

    def __init__(
        self,
        doc: Doc,
        groups: dict[str, list[Mention]],
        day_endings: frozenset[str],
        since: tuple[str, ...] = (),
        until: tuple[str, ...] = (),
    ) -> None:
        self.since, self.until = since, until
        self.doc = doc
        words = words_of(doc)
        self.tokens = [i for i, word in enumerate(words) if not word.isspace()]
        self.text = [words[i] for i in self.tokens]
        self.day_endings = day_endings
        self._points: dict[int, Found | None] = {}
        place = {token: n for n, token in enumerate(self.tokens)}
        self.kinds: list[dict[str, tuple[object, int]]] = [{} for _ in self.tokens]
        for items in groups.values():
            for m in items:
                end = place.get(m.end - 1)
                start = place.get(m.start)
                if start is None or end is None:
                    continue
                known = self.kinds[start].get(m.label)
                if known is None or end + 1 > known[1]:
                    self.kinds[start][m.label] = (m.value, end + 1)

    def __len__(self) -> int:
        return len(self.tokens)

    # --- what stands at a place ---------------------------------------------------------------------------------

    def may_begin(self, n: int) -> bool:
        """Whether a date can begin here at all: every written order begins with a phrase of the lexicon, or with a number that is
        a day, a month or a year."""
        if self.kinds[n]:
            return True
        value = self.number(n)
        return value is not None and (len(self.text[n]) <= 2 or FIRST_YEAR <= value <= LAST_YEAR)

    def kind(self, n: int, name: str) -> int | None:
        """The place behind a phrase of this kind that begins at ``n``."""
        if n >= len(self.kinds):
            return None
        hit = self.kinds[n].get(name)
        return hit[1] if hit else None

    def skip(self, n: int, *names: str) -> int:
        """Step over phrases of these kinds."""
        moved = True
        while moved:
            moved = False
            for name in names:
                end = self.kind(n, name)
                if end is not None:
                    n, moved = end, True
        return n

    def mark(self, n: int, marks: str | frozenset[str]) -> bool:
        return n < len(self.text) and self.text[n] in marks

    def glued(self, n: int) -> bool:
        """No space before token ``n``."""
        if n == 0 or n >= len(self.tokens):
            return False
        before, here = self.tokens[n - 1], self.tokens[n]
        return here == before + 1 and not self.doc[before].whitespace_

    def ends(self, start: int, end: int, endings: tuple[str, ...]) -> bool:
        """A word of the date carries one of these endings."""
        return bool(endings) and any(
            self.text[k].casefold().endswith(endings) for k in range(start, end) if self.text[k].isalpha()
        )

    def number(self, n: int) -> int | None:
        if n < len(self.text) and self.text[n].isascii() and self.text[n].isdigit() and len(self.text[n]) <= 4:
            return int(self.text[n])
        return None

    def _alone(self, n: int) -> bool:
        """The number is not a part of a longer one (a decimal, a reference, an identifier)."""
        if n == 0 or not self.glued(n):
            return True
        if self.text[n - 1] == "." and n > 1 and self.glued(n - 1):
            return not (self.text[n - 2].isdigit() or self.text[n - 2].isupper())
        return self.text[n - 1][-1] not in "/_+#@€$£%°"

    def day(self, n: int) -> Found | None:
        """A day's number with what may follow it: a full stop, an ending, a mark for "day"."""
        value = self.number(n)
        if value is None or not 1 <= value <= 31 or len(self.text[n]) > 2 or not self._alone(n):
            return None
        end = n + 1
        if (end < len(self.text) and self.glued(end) and self.text[end].casefold() in self.day_endings) or (
            self.mark(end, "º°ª") and self.glued(end)
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
        if n >= len(self.kinds):
            return None
        hit = self.kinds[n].get("month")
        if hit is None:
            return None
        value, end = hit
        if self.mark(end, ".") and len(self.text[end - 1]) <= 5:
            end += 1
        assert isinstance(value, int)
        return Point(month=value), end

    def year(self, n: int) -> Found | None:
        """A year of four digits with its mark, or a word for this, the last or the next year."""
        for name, offset in RELATIVE.items():
            end = self.kind(n, name)
            if end is not None:
                return Point(relative=offset), end
        n = self.skip(n, "date.year_before")
        value = self.number(n)
        if value is None or len(self.text[n]) != 4 or not FIRST_YEAR <= value <= LAST_YEAR:
            return None
        end = n + 1
        after = end + 1 if self.mark(end, ".") else end
        behind = self.kind(after, "date.year")
        if behind is not None:
            end = behind
            if self.mark(end, ".") and len(self.text[end - 1]) <= 2:
                end += 1
        return Point(year=value), end

    # --- written orders -----------------------------------------------------------------------------------------

    def point(self, n: int) -> Found | None:
        """The longest date that begins at ``n``."""
        if n >= len(self.text) or not self.may_begin(n):
            return None
        if n in self._points:
            return self._points[n]
        best: Found | None = None
        for order in self._orders(bool(self.kinds[n]), self.text[n].isdigit()):
            found = order(n)
            if found and found[0].valid and (best is None or found[1] > best[1]):
                best = found
        self._points[n] = best
        return best

    def _orders(self, phrase: bool, digits: bool) -> tuple[Callable[[int], Found | None], ...]:
        """The orders that can begin with a phrase, with digits, or with what is both; of dates as long the first is taken."""
        if not phrase:
            return (
                self._day_month, self._year_first,
                self._numeric_day_first, self._numeric_year_first, self._numeric_month_year, self._numeric_year_month,
            )  # fmt: skip
        if not digits:
            return self._month_day, self._month_year, self._year_first, self._vague
        return (
            self._day_month, self._month_day, self._month_year, self._year_first,
            self._numeric_day_first, self._numeric_year_first, self._numeric_month_year, self._numeric_year_month, self._vague,
        )  # fmt: skip

    def _fill(self, n: int) -> int:
        return self.skip(n, "date.fillers")

    def _day_month(self, n: int) -> Found | None:
        day = self.day(n)
        dashed = bool(day) and self.mark(n + 1, DASHES) and self.glued(n + 1) and self.glued(n + 2)  # 12-Feb-2020
        month = self.month(n + 2) if dashed else day and self.month(self._fill(day[1]))
        if not day or not month:
            return None
        end = month[1]
        comma = end + 1 if self.mark(end, ",") or (dashed and self.mark(end, DASHES)) else end
        year = self.year(self._fill(comma)) or self._short_year(self._fill(comma))
        if year:
            return _join(day[0], month[0], year[0]), year[1]
        return _join(day[0], month[0]), end

    def _short_year(self, n: int) -> Found | None:
        """'-23 or '23: a year of two digits behind a mark."""
        if self.mark(n, "'’-–") and self.glued(n + 1):
            value = self.number(n + 1)
            if value is not None and len(self.text[n + 1]) == 2 and not self.glued(n + 2):
                return Point(year=_century(value)), n + 2
        return None

    def _month_day(self, n: int) -> Found | None:
        month = self.month(n)
        day = month and self.day(self._fill(month[1]))
        if not month or not day or (len(self.text[self._fill(month[1])]) > 2):
            return None
        end = day[1]
        year = self.year(end + 1 if self.mark(end, ",") else end)
        if year and year[0].year:
            return _join(month[0], day[0], year[0]), year[1]
        return _join(month[0], day[0]), end

    def _month_year(self, n: int) -> Found | None:
        early = self.skip(n, "date.early")
        early = self._fill(early) if early > n else early
        month = self.month(early)
        if not month:
            return None
        end = month[1]
        mark = (
            end + 1
            if self.mark(end, ",/")
            or (self.mark(end, DASHES) and self.number(end + 1) and len(self.text[end + 1]) == 4)
            else end
        )
        year = self.year(self._fill(mark)) or self._short_year(end)
        if year:
            return _join(month[0], year[0]), year[1]
        return None

    def _year_first(self, n: int) -> Found | None:
        year = self.year(n)
        if not year:
            return None
        end = year[1]
        stop = self.mark(end, ".") and end + 1 < len(self.text) and self.text[end + 1][0].islower()  # an ordinal year
        rest = self._fill(end + 1 if self.mark(end, ",") or stop else end)
        day = self.day(rest)
        if day:
            month = self.month(self._fill(day[1]))
            if month:
                return _join(year[0], day[0], month[0]), month[1]
        rest = self.skip(rest, "date.early", "date.fillers")
        month = self.month(rest)
        if month:
            day = self.day(month[1])
            if day and self.text[month[1]] and len(self.text[month[1]]) <= 2:
                return _join(year[0], month[0], day[0]), day[1]
            return _join(year[0], month[0]), self.skip(month[1], "date.early")
        season = self.kind(rest, "date.seasons")
        if season is not None:
            return Point(year[0].year, relative=year[0].relative, vague=True), season
        return year

    def _numeric_day_first(self, n: int) -> Found | None:
        """1.8.2020, 01/08/2020, 1. 8. 2020, 1.3.05, and yearless 1.8. (a final mark needed)."""
        day = self.number(n)
        if (
            day is None
            or len(self.text[n]) > 2
            or not self._alone(n)
            or not self.mark(n + 1, "./-")
            or not self.glued(n + 1)
        ):
            return None
        mark = self.text[n + 1]
        month = self.number(n + 2)
        if (
            month is None
            or len(self.text[n + 2]) > 2
            or not 1 <= month <= 12
            or (mark != "." and not self.glued(n + 2))
        ):
            return None
        if self.mark(n + 3, mark) and self.glued(n + 3):
            year = self.number(n + 4)
            if year is not None and (mark == "." or self.glued(n + 4)):
                size = len(self.text[n + 4])
                if size == 4 and FIRST_YEAR <= year <= LAST_YEAR:
                    return Point(year, month, day), self._year_tail(n + 5)
                if size == 2 and self.glued(n + 4) and not (self.mark(n + 5, ":") and self.glued(n + 5)):
                    return Point(_century(year), month, day), self._year_tail(n + 5)
            if (
                mark == "."
                and not (self.number(n + 4) is not None and self.glued(n + 4))
                and not (n > 0 and self.glued(n))
            ):
                rest = self.year(n + 4)
                if rest and rest[0].relative is not None:
                    return Point(None, month, day, rest[0].relative), rest[1]
                return Point(None, month, day), n + 4
        if mark == "." and self.glued(n + 2):
            rest = self.year(n + 3) if not self.glued(n + 3) else None
            if rest:
                return _join(Point(None, month, day), rest[0]), rest[1]
            if len(self.text[n + 2]) == 2 and (len(self.text[n]) == 2 or self.mark(n + 3, DASHES)):
                return Point(None, month, day, vague=True), n + 3  # 31.07 - only good inside a range
        return None

    def _year_tail(self, n: int) -> int:
        end = n + 1 if self.mark(n, ".") and self.glued(n) else n
        behind = self.kind(end, "date.year")
        if behind is None:
            return n
        return behind + 1 if self.mark(behind, ".") and len(self.text[behind - 1]) <= 2 else behind

    def _numeric_year_first(self, n: int) -> Found | None:
        """2018-12-09, 2018.12.09., 2018/12/9, 2018. 12. 9."""
        year = self.number(n)
        if year is None or len(self.text[n]) != 4 or not FIRST_YEAR <= year <= LAST_YEAR or not self._alone(n):
            return None
        if not self.mark(n + 1, ".-/") or not self.glued(n + 1):
            return None
        mark = self.text[n + 1]
        month, day = self.number(n + 2), self.number(n + 4)
        if month is None or not 1 <= month <= 12 or len(self.text[n + 2]) > 2 or not self.mark(n + 3, mark):
            return None
        if day is None or not 1 <= day <= 31 or len(self.text[n + 4]) > 2 or (mark != "." and not self.glued(n + 4)):
            return None
        end = n + 5
        if self.mark(end, ".") and mark == "." and self.glued(end):
            end += 1
        return Point(year, month, day), end

    def _numeric_month_year(self, n: int) -> Found | None:
        """10/2021, 11-2019, 03.2024, 3. 2024, 2021/10 is left out: it may be a school year."""
        month = self.number(n)
        if (
            month is None
            or not 1 <= month <= 12
            or len(self.text[n]) > 2
            or not self.mark(n + 1, "/-.")
            or not self.glued(n + 1)
            or not self._alone(n)
        ):
            return None
        if n > 0 and self.mark(n - 1, "./-") and self.glued(n):
            return None
        year = self.number(n + 2)
        if (
            year is None
            or len(self.text[n + 2]) != 4
            or not 1980 <= year <= 2060
            or (not self.glued(n + 2) and self.text[n + 1] != ".")
        ):
            return None
        if self.mark(n + 3, "./-") and self.glued(n + 3) and self.number(n + 4) is not None and self.glued(n + 4):
            return None
        return Point(year, month), self._year_tail(n + 3)

    def _numeric_year_month(self, n: int) -> Found | None:
        """2018-09, 2018.09, and 2019 09 02 with spaces; without a leading zero only inside a range, since 2010-11 may be a
        school year."""
        year = self.number(n)
        if year is None or len(self.text[n]) != 4 or not 1980 <= year <= 2060 or not self._alone(n):
            return None
        spaced = self.number(n + 1)
        if spaced is not None and len(self.text[n + 1]) == 2 and 1 <= spaced <= 12 and not self.glued(n + 1):
            day = self.number(n + 2)
            if day is not None and len(self.text[n + 2]) == 2 and 1 <= day <= 31 and not self.glued(n + 2):
                return Point(year, spaced, day), n + 3
        month = self.number(n + 2)
        if (
            not self.mark(n + 1, "-.")
            or not self.glued(n + 1)
            or not self.glued(n + 2)
            or month is None
            or not 1 <= month <= 12
            or len(self.text[n + 2]) != 2
        ):
            return None
        if self.mark(n + 3, ".-/") and self.glued(n + 3) and self.number(n + 4) is not None and self.glued(n + 4):
            return None
        ranged = self.mark(n + 3, DASHES) and self.number(n + 4) is not None and len(self.text[n + 4]) == 4
        return (Point(year, month), n + 3) if self.text[n + 2].startswith("0") or ranged else None

    def _vague(self, n: int) -> Found | None:
        """A season, a school year or an early/late part, with a year."""
        start = self.skip(n, "date.early", "date.fillers")
        season = self.kind(start, "date.seasons")
        if season is None:
            if start == n:
                return None
            year = self.year(start)
            return (Point(year[0].year, relative=year[0].relative, vague=True), year[1]) if year else None
        year = self.year(self._fill(season)) or self._short_year(season)
        return (Point(year[0].year, relative=year[0].relative, vague=True), year[1]) if year else None


def _join(*parts: Point) -> Point:
    year = next((p.year for p in parts if p.year), None)
    month = next((p.month for p in parts if p.month), None)
    day = next((p.day for p in parts if p.day), None)
    relative = next((p.relative for p in parts if p.relative is not None), None)
    return Point(year, month, day, relative)


def _century(value: int) -> int:
    return 2000 + value if value < 70 else 1900 + value
