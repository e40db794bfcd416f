"""The orders in which a date is written with numbers only: each function tries one at a place, and returns the date and the place
behind it, or None."""

from __future__ import annotations

from pipeline.annotate.date_parts import Found, Parts, century, join
from pipeline.annotate.date_tokens import DASHES, FIRST_YEAR, LAST_YEAR
from pipeline.doc.dates import Point


def numeric_day_first(at: Parts, n: int) -> Found | None:
    """1.8.2020, 01/08/2020, 1. 8. 2020, 1.3.05, and yearless 1.8. (a final mark needed)."""
    day = at.number(n)
    if day is None or len(at.text[n]) > 2 or not at.alone(n) or not at.mark(n + 1, "./-") or not at.glued(n + 1):
        return None
    mark = at.text[n + 1]
    month = at.number(n + 2)
    if month is None or len(at.text[n + 2]) > 2 or not 1 <= month <= 12 or (mark != "." and not at.glued(n + 2)):
        return None
    if at.mark(n + 3, mark) and at.glued(n + 3):
        year = at.number(n + 4)
        if year is not None and (mark == "." or at.glued(n + 4)):
            size = len(at.text[n + 4])
            if size == 4 and FIRST_YEAR <= year <= LAST_YEAR:
                return Point(year, month, day), _tail(at, n + 5)
            if size == 2 and at.glued(n + 4) and not (at.mark(n + 5, ":") and at.glued(n + 5)):
                return Point(century(year), month, day), _tail(at, n + 5)
        if mark == "." and not (at.number(n + 4) is not None and at.glued(n + 4)) and not (n > 0 and at.glued(n)):
            rest = at.year(n + 4)
            if rest and rest[0].relative is not None:
                return Point(None, month, day, rest[0].relative), rest[1]
            return Point(None, month, day), n + 4
    if mark == "." and at.glued(n + 2):
        rest = at.year(n + 3) if not at.glued(n + 3) else None
        if rest:
            return join(Point(None, month, day), rest[0]), rest[1]
        if len(at.text[n + 2]) == 2 and (len(at.text[n]) == 2 or at.mark(n + 3, DASHES)):
            return Point(None, month, day, vague=True), n + 3  # 31.07 - only good inside a range
    return None


def numeric_year_first(at: Parts, n: int) -> Found | None:
    """2018-12-09, 2018.12.09., 2018/12/9, 2018. 12. 9."""
    year = at.number(n)
    if year is None or len(at.text[n]) != 4 or not FIRST_YEAR <= year <= LAST_YEAR or not at.alone(n):
        return None
    if not at.mark(n + 1, ".-/") or not at.glued(n + 1):
        return None
    mark = at.text[n + 1]
    month, day = at.number(n + 2), at.number(n + 4)
    if month is None or not 1 <= month <= 12 or len(at.text[n + 2]) > 2 or not at.mark(n + 3, mark):
        return None
    if day is None or not 1 <= day <= 31 or len(at.text[n + 4]) > 2 or (mark != "." and not at.glued(n + 4)):
        return None
    end = n + 5
    if at.mark(end, ".") and mark == "." and at.glued(end):
        end += 1
    return Point(year, month, day), end


def numeric_month_year(at: Parts, n: int) -> Found | None:
    """10/2021, 11-2019, 03.2024, 3. 2024, 2021/10 is left out: it may be a school year."""
    month = at.number(n)
    if (
        month is None
        or not 1 <= month <= 12
        or len(at.text[n]) > 2
        or not at.mark(n + 1, "/-.")
        or not at.glued(n + 1)
        or not at.alone(n)
    ):
        return None
    if n > 0 and at.mark(n - 1, "./-") and at.glued(n):
        return None
    year = at.number(n + 2)
    if (
        year is None
        or len(at.text[n + 2]) != 4
        or not 1980 <= year <= 2060
        or (not at.glued(n + 2) and at.text[n + 1] != ".")
    ):
        return None
    if at.mark(n + 3, "./-") and at.glued(n + 3) and at.number(n + 4) is not None and at.glued(n + 4):
        return None
    return Point(year, month), _tail(at, n + 3)


def numeric_year_month(at: Parts, n: int) -> Found | None:
    """2018-09, 2018.09, and 2019 09 02 with spaces; without a leading zero only inside a range, since 2010-11 may be a
    school year."""
    year = at.number(n)
    if year is None or len(at.text[n]) != 4 or not 1980 <= year <= 2060 or not at.alone(n):
        return None
    spaced = at.number(n + 1)
    if spaced is not None and len(at.text[n + 1]) == 2 and 1 <= spaced <= 12 and not at.glued(n + 1):
        day = at.number(n + 2)
        if day is not None and len(at.text[n + 2]) == 2 and 1 <= day <= 31 and not at.glued(n + 2):
            return Point(year, spaced, day), n + 3
    month = at.number(n + 2)
    if (
        not at.mark(n + 1, "-.")
        or not at.glued(n + 1)
        or not at.glued(n + 2)
        or month is None
        or not 1 <= month <= 12
        or len(at.text[n + 2]) != 2
    ):
        return None
    if at.mark(n + 3, ".-/") and at.glued(n + 3) and at.number(n + 4) is not None and at.glued(n + 4):
        return None
    ranged = at.mark(n + 3, DASHES) and at.number(n + 4) is not None and len(at.text[n + 4]) == 4
    return (Point(year, month), n + 3) if at.text[n + 2].startswith("0") or ranged else None


def _tail(at: Parts, n: int) -> int:
    return at.year_tail(n, stop=at.mark(n, ".") and at.glued(n))
