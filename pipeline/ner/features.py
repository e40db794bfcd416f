"""What a name model sees of a token: its spelling, and what the annotators have marked there.

The rules' marks (towns, countries, heads of names, cues, quotation marks) are features, not decisions, so that a model learns
how far each of them can be trusted, language by language. A column is a feature; a cell is the hash of its value.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

from pipeline.doc.mentions import Mention, mentions
from pipeline.doc.tokens import words_of

#: Spelling: the form in lower case, its beginnings and ends, its shape.
SPELLING = ("form", "prefix3", "prefix5", "suffix2", "suffix3", "suffix5", "shape")
#: Marks: towns and countries, organisations by rule, the words that names are built with, cues, quotation marks.
MARKS = ("place", "organisation", "word", "cue", "quote")
#: The same for a whole text: its language, and whose way of annotating a text follows (see ``NEWS``).
WHOLE = ("language", "register")
COLUMNS = (*SPELLING, *MARKS, *WHOLE)
_PLACE = {name: at for at, name in enumerate(COLUMNS)}

#: The register of press releases, annotated as models/training/README.md says; other corpora have their own names.
NEWS = "press"

_WORDS = ("programme", "legal_form", "head", "plural_head", "month", "currency", "number", "name_word", "not_first")
_CUES = ("label", "cue")
_KEY = "granthound.columns"

Columns = NDArray[np.uint64]


@functools.lru_cache(maxsize=1 << 14)
def _spelling(word: str) -> tuple[int, ...]:
    form = unicodedata.normalize("NFC", word).lower()
    if form.isdigit():
        form = "0" * min(len(form), 5)
    values = (form, form[:3], form[:5], form[-2:], form[-3:], form[-5:], _shape(word))
    return tuple(_hash(name, value) for name, value in zip(SPELLING, values, strict=True))


def _shape(word: str) -> str:
    """Runs of capitals, small letters, digits and others, each run cut after three."""
    out = ""
    for c in word:
        kind = "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c
        if not out.endswith(kind * 3):
            out += kind
    return out


@functools.lru_cache(maxsize=4096)
def _hash(column: str, value: str) -> int:
    return int(get_string_id(f"{column}={value}")) if value else 0


def columns(
    doc: Doc, language: str | None, register: str = NEWS, parts: Sequence[tuple[int, int]] | None = None
) -> Columns:
    """A row for each token, a cell for each of ``COLUMNS``; 0 where there is nothing to tell. Only the rows of the token
    ranges ``parts`` are complete where these are given."""
    out = np.zeros((len(doc), len(COLUMNS)), dtype=np.uint64)
    width, code = len(SPELLING), (language or "").partition("-")[0]
    words, asked = words_of(doc), bytearray(len(doc))
    for start, end in [(0, len(doc))] if parts is None else parts:
        if end > start:
            out[start:end, :width] = [_spelling(word) for word in words[start:end]]
            asked[start:end] = b"\x01" * (end - start)
    for column, value, marked in _marks(doc):
        at, (first, inner, last) = _PLACE[column], _cells(column, value)
        for m in marked:
            if asked.find(1, m.start, m.end) < 0:
                continue
            if m.end - m.start > 1:
                out[m.start + 1 : m.end - 1, at] = inner
                out[m.end - 1, at] = last
            out[m.start, at] = first
    out[:, _PLACE["language"]] = _hash("language", code)
    out[:, _PLACE["register"]] = _hash("register", register)
    return out


def _marks(doc: Doc) -> Iterator[tuple[str, str, Iterable[Mention]]]:
    """Column, value and mentions; of two at a place in a column the later one counts."""
    countries = mentions(doc, "country")
    yield "place", "town", mentions(doc, "places")
    yield "place", "adjective", [m for m in countries if m.value.adjective]
    yield "place", "country", [m for m in countries if not m.value.adjective]
    yield "organisation", "organisation", mentions(doc, "organisations")
    for column, groups in (("word", _WORDS), ("cue", _CUES)):
        for group in reversed(groups):  # what stands first wins
            for label, same in groupby(mentions(doc, group), key=attrgetter("label")):
                yield column, label, same
    yield "quote", "quote", mentions(doc, "quotes")


@functools.lru_cache(maxsize=4096)
def _cells(column: str, value: str) -> tuple[int, int, int]:
    """For the first token of a mention, those inside, and the last one."""
    first, inner, last = (_hash(column, f"{part}-{value}") for part in ("first", "inner", "last"))
    return first, inner, last


def set_columns(doc: Doc, values: Columns) -> None:
    """Keeps the columns where the model's first layer looks for them."""
    doc.user_data[_KEY] = values


def columns_of(doc: Doc) -> Columns:
    """The columns of a document, or those without marks where none were set."""
    found: Columns | None = doc.user_data.get(_KEY)
    if found is None:
        found = columns(doc, None)
        set_columns(doc, found)
    return found
