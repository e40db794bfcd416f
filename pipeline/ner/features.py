"""What a name model sees of a token: its spelling, and what the annotators have marked there.

The rules' marks (towns, countries, heads of names, cues, quotation marks) are features, not decisions, so that a model learns
how far each of them can be trusted, language by language. A column is a feature; a cell is the hash of its value.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.doc.mentions import Mention, mentions

#: Spelling: the form in lower case, its beginnings and ends, its shape.
SPELLING = ("form", "prefix3", "prefix5", "suffix2", "suffix3", "suffix5", "shape")
#: Marks: towns and countries, organisations by rule, the words that names are built with, cues, quotation marks.
MARKS = ("place", "organisation", "word", "cue", "quote")
#: The same for a whole text: its language, and whose way of annotating a text follows (see ``NEWS``).
WHOLE = ("language", "register")
COLUMNS = (*SPELLING, *MARKS, *WHOLE)

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
    for start, end in [(0, len(doc))] if parts is None else parts:
        if end > start:
            out[start:end, :width] = [_spelling(token.text) for token in doc[start:end]]
    _fill(out, "place", mentions(doc, "places"), "town")
    _fill(out, "place", [m for m in mentions(doc, "country") if m.value.adjective], "adjective")
    _fill(out, "place", [m for m in mentions(doc, "country") if not m.value.adjective], "country")
    _fill(out, "organisation", mentions(doc, "organisations"), "organisation")
    for column, groups in (("word", _WORDS), ("cue", _CUES)):
        for group in reversed(groups):  # what stands first wins
            for m in mentions(doc, group):
                _fill(out, column, [m], m.label)
    _fill(out, "quote", mentions(doc, "quotes"), "quote")
    out[:, COLUMNS.index("language")] = _hash("language", code)
    out[:, COLUMNS.index("register")] = _hash("register", register)
    return out


def _fill(out: Columns, column: str, marked: list[Mention], value: str) -> None:
    at = COLUMNS.index(column)
    first, inner, last = (_hash(column, f"{part}-{value}") for part in ("first", "inner", "last"))
    for m in marked:
        out[m.start : m.end, at] = inner
        out[m.end - 1, at] = last
        out[m.start, at] = first


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


def excerpt(doc: Doc, start: int, end: int, values: Columns, vocab: Vocab) -> Doc:
    """Tokens ``start``..``end`` as a document of their own in a model's vocabulary, with their columns, which are all that
    the model reads: words themselves would stay in its vocabulary for good."""
    part = Doc(vocab, words=[t.text if t.is_space else "x" for t in doc[start:end]])
    set_columns(part, values[start:end])
    return part
