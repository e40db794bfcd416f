"""Single dates: one grammar of orders and marks for all languages; words come from the lexicon."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc

from pipeline.annotate.date_numbers import numeric_day_first, numeric_month_year, numeric_year_first, numeric_year_month
from pipeline.annotate.date_parts import Found, Parts
from pipeline.annotate.date_words import day_month, month_day, month_year, vague, year_first
from pipeline.doc.mentions import Mention

Order = Callable[[Parts, int], Found | None]

# By what a date begins with; of dates as long the first is taken.
EVERY: tuple[Order, ...] = (
    day_month, month_day, month_year, year_first,
    numeric_day_first, numeric_year_first, numeric_month_year, numeric_year_month, vague,
)  # fmt: skip
WITH_PHRASE: tuple[Order, ...] = (month_day, month_year, year_first, vague)
WITH_DAY: tuple[Order, ...] = (day_month, numeric_day_first, numeric_month_year)
WITH_YEAR: tuple[Order, ...] = (year_first, numeric_year_first, numeric_year_month)


class Reader(Parts):
    """Reads the dates of a document. ``since`` and ``until``: endings of the words of a date that say "from" and "to"."""

    def __init__(
        self,
        doc: Doc,
        groups: dict[str, list[Mention]],
        day_endings: frozenset[str],
        since: tuple[str, ...] = (),
        until: tuple[str, ...] = (),
    ) -> None:
        super().__init__(doc, groups, day_endings)
        self.since, self.until = since, until
        self._points: dict[int, Found | None] = {}

    def point(self, n: int) -> Found | None:
        """The longest date that begins at ``n``, and the place behind it."""
        if n in self._points:
            return self._points[n]
        best: Found | None = None
        for order in self._orders(n):
            found = order(self, n)
            if found and found[0].valid and (best is None or found[1] > best[1]):
                best = found
        self._points[n] = best
        return best

    def _orders(self, n: int) -> tuple[Order, ...]:
        """The orders that what stands here can begin."""
        phrase, digits = n in self.kinds, n in self.numbers
        if phrase:
            return EVERY if digits else WITH_PHRASE
        if not digits:
            return ()
        return WITH_DAY if len(self.text[n]) <= 2 else WITH_YEAR
