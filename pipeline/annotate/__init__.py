"""Annotators: spaCy components that each mark one kind of mention, and decide nothing else."""

from __future__ import annotations

import functools
from typing import Any

import spacy
from spacy.language import Language

from pipeline.annotate import amounts, date_fallback, dates, labels, organisations, phrases, places, quotes, references
from pipeline.doc.tokens import Tokenizer

__all__ = [
    "amounts",
    "date_fallback",
    "dates",
    "labels",
    "organisations",
    "phrases",
    "pipeline_for",
    "places",
    "quotes",
    "references",
]


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
    return nlp
