"""Name models at work: our own by language, or a spaCy model of the user's; both mark the group ``names``."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import spacy
import yaml
from spacy.tokens import Doc

import pipeline.ner.layers  # noqa: F401  registers the architecture that our models name
from pipeline.doc.mentions import Mention, mention, mentions, store
from pipeline.doc.tokens import words_of
from pipeline.errors import KnowledgeError
from pipeline.knowledge.paths import models_dir
from pipeline.ner.encoder import Encoder
from pipeline.ner.features import columns
from pipeline.ner.moves import Moves

LABELS = frozenset({"PER", "ORG", "LOC", "TITLE", "PROGRAMME"})
#: What the models of others call ours; anything else is left out.
USUAL: Mapping[str, str] = {
    "PERSON": "PER", "P": "PER", "PS": "PER", "PRS": "PER", "persName": "PER", "ORGANIZATION": "ORG", "orgName": "ORG", "I": "ORG",
    "GPE": "LOC", "FAC": "LOC", "FACILITY": "LOC", "placeName": "LOC", "geogName": "LOC", "G": "LOC", "LOCATION": "LOC",
}  # fmt: skip


class Recogniser(Protocol):
    """Marks names in parts of a document."""

    def mark(self, doc: Doc, parts: Sequence[tuple[int, int]], language: str | None) -> list[Mention]:
        """The names in the token ranges ``parts``, in order."""
        ...


class OwnModels:
    """The models that come with granthound; each is loaded when a text first needs it."""

    def mark(self, doc: Doc, parts: Sequence[tuple[int, int]], language: str | None) -> list[Mention]:
        name = model_name(language)
        parts = [(start, end) for start, end in parts if start < end]
        if name is None or not parts:
            return []
        encoder, moves = _own(name)
        at = [i for start, end in parts for i in range(start, end)]
        lengths = [end - start for start, end in parts]
        words = words_of(doc)
        blank = np.array([words[i].isspace() for i in at])
        vectors = encoder(columns(doc, language, parts=parts)[at], lengths)
        return [
            mention(doc, at[start], at[end - 1] + 1, label, None, f"ner.{name}")
            for start, end, label in moves(vectors, lengths, blank)
        ]


class ForeignModel:
    """A spaCy model of the user's, from a folder or an installed package; ``labels`` maps its labels onto ours."""

    def __init__(self, model: str, labels: Mapping[str, str] | None = None) -> None:
        self._name = Path(model).name
        try:
            self._nlp = spacy.load(model)
        except (OSError, ValueError, ImportError) as error:
            raise KnowledgeError(
                f"{model}: is no spaCy model that could be loaded ({error}). Give the folder of one, or the name of an "
                "installed package, with --ner.",
                code="E-NER-001",
            ) from error
        self._labels = {**{label: label for label in LABELS}, **USUAL, **(labels or {})}
        unknown = sorted(set((labels or {}).values()) - LABELS)
        if unknown:
            raise KnowledgeError(
                f"--ner-label: {', '.join(unknown)} is none of {', '.join(sorted(LABELS))}.", code="E-NER-002"
            )

    def mark(self, doc: Doc, parts: Sequence[tuple[int, int]], language: str | None) -> list[Mention]:
        found: list[Mention] = []
        texts = [doc[start:end].text for start, end in parts]
        for (start, end), read in zip(parts, self._nlp.pipe(texts), strict=True):
            base = doc[start].idx
            for e in read.ents:
                label = self._labels.get(e.label_)
                span = doc.char_span(base + e.start_char, base + e.end_char, alignment_mode="expand") if label else None
                if span is not None and label and start <= span.start and span.end <= end:
                    found.append(mention(doc, span.start, span.end, label, None, f"ner.{self._name}"))
        return found


def recogniser(choice: str = "auto", labels: Mapping[str, str] | None = None) -> Recogniser | None:
    """``none``, ``auto`` (our own models) or the folder or package of a spaCy model.

    Raises KnowledgeError (E-NER-001 no such model, E-NER-002 a label that we don't have).
    """
    if choice == "none":
        return None
    return OwnModels() if choice == "auto" else ForeignModel(choice, labels)


@functools.cache
def _languages() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((models_dir() / "ner" / "languages.yaml").read_text(encoding="utf-8"))
    return found


def model_name(language: str | None) -> str | None:
    """The folder under ``models/ner/`` whose model reads this language; None where rules alone do better."""
    return _languages().get((language or "").partition("-")[0])


@functools.cache
def _own(name: str) -> tuple[Encoder, Moves]:
    ner: Any = spacy.load(models_dir() / "ner" / name).get_pipe("ner")
    return Encoder(ner.model.get_ref("tok2vec").layers[0]), Moves(ner)


def mark_names(doc: Doc, parts: Sequence[tuple[int, int]], language: str | None, using: Recogniser) -> None:
    """Keeps the names in ``parts`` as the group ``names``, beside those found before."""
    store(doc, "names", sorted([*mentions(doc, "names"), *using.mark(doc, parts, language)], key=lambda m: m.start))
