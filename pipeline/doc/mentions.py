"""Mentions: what the annotators mark in a ``Doc``.

A mention lies in ``doc.user_data``, with its normalised value and the rule that read it; :func:`show` puts it into
``doc.spans[group]`` for spaCy's own tools, displaCy for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

from pipeline.doc.tokens import starts_of, words_of

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


def within(items: list[Mention], start: int, end: int) -> list[Mention]:
    """Those that lie in tokens ``start``..``end``."""
    return [m for m in items if start <= m.start and m.end <= end]


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
