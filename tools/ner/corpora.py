"""Annotated text as sentences with the columns that the models read: our own, and other corpora as JSON Lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.doc.layout import layout_of
from pipeline.extract import annotate
from pipeline.knowledge.packs import languages
from pipeline.ner.features import NEWS, Columns, columns, set_columns
from tools.ner.marked import LABELS, Name, read

#: What other corpora call ours. Their TITLE is the title of a person.
FOLD = {"GPE": "LOC", "FACILITY": "LOC", "PER": "PER", "ORG": "ORG", "LOC": "LOC"}


@dataclass(slots=True)
class Sentence:
    """Tokens with their columns, and the outermost names as token ranges."""

    words: list[str]
    spaces: list[bool]
    columns: Columns
    names: list[Name]

    def document(self, vocab: Vocab) -> Doc:
        """As the model gets it."""
        doc = Doc(vocab, words=self.words, spaces=self.spaces)
        set_columns(doc, self.columns)
        return doc

    def reference(self, vocab: Vocab) -> Doc:
        """As the model should mark it."""
        doc = Doc(vocab, words=self.words, spaces=self.spaces)
        doc.ents = [Span(doc, start, end, label=label) for start, end, label in self.names]
        return doc


def own(folder: Path, language: str, part: str, *, whole: bool = True) -> list[Sentence]:
    """Our own text: ``<folder>/<language>.<part>.txt``."""
    articles = read(folder / f"{language}.{part}.txt")
    return [s for a in articles for s in sentences(a.text, a.outermost(), language, NEWS, whole=whole)]


def other(path: Path, register: str | None = None, *, whole: bool = True) -> list[Sentence]:
    """A corpus as JSON Lines ({"text", "ents": [[start, end, label], …]}), gzipped; its folder is its language."""
    language = path.parent.name
    found: list[Sentence] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            names = [(a, b, FOLD[label]) for a, b, label in row["ents"] if label in FOLD]
            if row["text"].strip():
                found += sentences(
                    row["text"], names, language, register or language + path.name.split(".")[0], whole=whole
                )
    return found


def sentences(text: str, names: Iterable[Name], language: str, register: str, *, whole: bool) -> list[Sentence]:
    """The text as our annotators split it. ``whole``: sentences that cut a name are joined, which helps training and would
    flatter a test."""
    code = language if language in languages() else None
    doc = annotate(text, code)
    values = columns(doc, language, register)
    spans: list[Name] = []
    for start, end, label in sorted(names, key=lambda n: n[0] - n[1]):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and label in LABELS and not any(a < span.end and span.start < b for a, b, _ in spans):
            spans.append((span.start, span.end, label))
    cuts = [[a, b] for a, b in layout_of(doc).sentences if b > a]
    if whole:
        for start, end, _ in spans:
            hit = [i for i, (a, b) in enumerate(cuts) if a < end and start < b]
            if len(hit) > 1:
                cuts[hit[0]][1] = cuts[hit[-1]][1]
                del cuts[hit[0] + 1 : hit[-1] + 1]
    return [
        Sentence(
            [t.text for t in doc[a:b]],
            [bool(t.whitespace_) for t in doc[a:b]],
            values[a:b].copy(),
            sorted((s - a, e - a, label) for s, e, label in spans if a <= s and e <= b),
        )
        for a, b in cuts
    ]
