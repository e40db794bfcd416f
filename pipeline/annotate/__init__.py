"""Annotators: spaCy components that each mark one kind of mention, and decide nothing else."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate import amounts, date_fallback, dates, labels, organisations, phrases, places, quotes, references
from pipeline.doc.tokens import Tokenizer
from pipeline.doc.vocabulary import renew_vocabulary

__all__ = [
    "Steps",
    "amounts",
    "date_fallback",
    "date_step",
    "dates",
    "first_step",
    "labels",
    "memory_zone",
    "organisations",
    "phrases",
    "pipeline_for",
    "places",
    "quotes",
    "references",
    "run",
    "second_step",
]

Steps = list[Callable[[Doc], Doc]]
#: The first component that the date of publication does not need, and the first that triage does not need: they read
#: nothing that it or a later one marks.
BEHIND_DATES, SECOND_STEP = "granthound_references", "granthound_places"


_made: list[Language] = []


@functools.cache
def pipeline_for(language: str | None) -> Language:
    """The spaCy pipeline of a language (None: what is neutral). Components are found by name, so a user may add one."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    config: dict[str, Any] = {"language": language}
    nlp.add_pipe("granthound_phrases", config=config)
    nlp.add_pipe("granthound_quotes")
    nlp.add_pipe("granthound_dates", config=config)
    nlp.add_pipe("granthound_amounts", config=config)
    nlp.add_pipe("granthound_labels")
    nlp.add_pipe("granthound_date_fallback", config=config)
    nlp.add_pipe("granthound_references")
    nlp.add_pipe("granthound_places", config=config)
    nlp.add_pipe("granthound_organisations", config=config)
    _made.append(nlp)
    return nlp


@contextmanager
def memory_zone() -> Iterator[None]:
    """Frees in the end what was kept of the articles inside: spaCy otherwise keeps every word it has ever seen.

    For the pipelines that are there at its beginning. A Doc made inside must not be used outside. Zones don't nest.
    """
    with ExitStack() as stack:
        for nlp in _made:
            stack.enter_context(nlp.memory_zone())
        yield
    for nlp in _made:
        renew_vocabulary(nlp)


def date_step(language: str | None) -> Steps:
    """The components that the date of publication needs."""
    return _until(language, BEHIND_DATES)[0]


def first_step(language: str | None) -> Steps:
    """The components that triage needs."""
    return _until(language, SECOND_STEP)[0]


def second_step(language: str | None) -> Steps:
    """The others, for articles about a project."""
    return _until(language, SECOND_STEP)[1]


def run(doc: Doc, steps: Steps) -> Doc:
    """The document as the components leave it."""
    for component in steps:
        doc = component(doc)
    return doc


def _until(language: str | None, first: str) -> tuple[Steps, Steps]:
    """The components before one, and the others."""
    names = [name for name, _ in pipeline_for(language).pipeline]
    components = [component for _, component in pipeline_for(language).pipeline]
    cut = names.index(first) if first in names else len(names)
    return components[:cut], components[cut:]
