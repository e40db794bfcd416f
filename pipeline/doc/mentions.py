"""Mentions: what the annotators mark in a ``Doc``.

A mention lies in ``doc.user_data``, with its normalised value and the rule that read it; :func:`show` puts it into
``doc.spans[group]`` for spaCy's own tools, displaCy for one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

from pipeline.doc.tokens import starts_of, text_of, words_of

_KEY = "granthound.mentions"


@dataclass(slots=True)
class Mention:
    """A marked place: tokens ``start``..``end`` (exclusive), characters ``start_char``..``end_char``."""

    start: int
    end: int
    start_char: int
    end_char: int
    label: str
    value: Any
    rule: str
    endings: tuple[str, ...] = ()


def char_end(doc: Doc, end: int) -> int:
    """Offset behind token ``end - 1``."""
    return starts_of(doc)[end - 1] + len(words_of(doc)[end - 1])


def surface(doc: Doc, start: int, end: int) -> str:
    """Tokens ``start``..``end`` as they stand in the text; a Span puts its text together anew."""
    if start >= end:
        return ""
    starts, last = starts_of(doc), end - 1
    return text_of(doc)[starts[start] : starts[last] + len(words_of(doc)[last])]


def blank_behind(doc: Doc, i: int) -> bool:
    """Whether a blank that is no token of its own follows token ``i``."""
    starts = starts_of(doc)
    following = starts[i + 1] if i + 1 < len(starts) else len(text_of(doc))
    return following > starts[i] + len(words_of(doc)[i])


def token_at(doc: Doc, char: int) -> int:
    """The token that a character of the text belongs to; a blank belongs to the token before it."""
    return bisect_right(starts_of(doc), char) - 1


def mention(
    doc: Doc, start: int, end: int, label: str, value: Any = None, rule: str = "", endings: tuple[str, ...] = ()
) -> Mention:
    """A mention over tokens; white space at its edges is left out."""
    words, starts = words_of(doc), starts_of(doc)
    while start < end - 1 and words[start].isspace():
        start += 1
    while end > start + 1 and words[end - 1].isspace():
        end -= 1
    return Mention(start, end, starts[start], starts[end - 1] + len(words[end - 1]), label, value, rule, endings)


def store(doc: Doc, group: str, mentions: list[Mention]) -> None:
    """Keep the mentions of a group."""
    doc.user_data.setdefault(_KEY, {})[group] = mentions


def show(doc: Doc) -> Doc:
    """The document with every group of mentions as a span group."""
    for group, items in doc.user_data.get(_KEY, {}).items():
        doc.spans[group] = [Span(doc, m.start, m.end, label=m.label) for m in items]
    return doc


def mentions(doc: Doc, group: str) -> list[Mention]:
    """The mentions of a group in order of place."""
    found: list[Mention] = doc.user_data.get(_KEY, {}).get(group, [])
    return found


class Row:
    """Mentions in order of place, found by where they begin or end."""

    __slots__ = ("_ends", "_starts", "items")

    def __init__(self, items: list[Mention]) -> None:
        self.items = items
        self._starts = [m.start for m in items]
        self._ends: dict[int, list[Mention]] = {}

    def begun(self, low: int, high: int) -> list[Mention]:
        """Those that begin at one of the tokens ``low``..``high``."""
        return self.items[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def within(self, start: int, end: int) -> list[Mention]:
        """Those that lie in tokens ``start``..``end``."""
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end, low)
        return [m for m in self.items[low:high] if m.end <= end] if low < high else []

    def ended(self, end: int) -> list[Mention]:
        """Those whose last token is ``end - 1``."""
        if not self._ends:
            for m in self.items:
                self._ends.setdefault(m.end, []).append(m)
        return self._ends.get(end, [])


def longest(items: list[Mention]) -> list[Mention]:
    """Leave out what lies under a longer mention that begins earlier or at the same place. Two readings of the very same
    words both stay if their values differ (an adjective of two countries)."""
    kept: list[Mention] = []
    last = -1
    for item in sorted(items, key=lambda m: (m.start, -m.end)):
        twin = kept and (kept[-1].start, kept[-1].end) == (item.start, item.end) and kept[-1].value != item.value
        if item.start >= last or twin:
            kept.append(item)
            last = item.end
    return kept


def longest_last(items: list[Mention]) -> list[Mention]:
    """The same from the right: of crossing mentions the one that ends later, since names are told apart by their tails
    ("Erasmus" and "Erasmus+", "OP Employment" and "OP Employment Plus")."""
    kept: list[Mention] = []
    first: int | None = None
    for item in sorted(items, key=lambda m: (-m.end, m.start)):
        if first is None or item.end <= first:
            kept.append(item)
            first = item.start
    return kept[::-1]
