"""The catalogue of funds and programmes: ``models/programmes/*.yaml``."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import regex
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from pipeline.errors import KnowledgeError
from pipeline.knowledge.packs import load_yaml
from pipeline.knowledge.paths import models_dir


class ReferenceFormat(BaseModel):
    """A format of reference numbers that identifies the programme.

    ``pattern`` is a linear regular expression (possessive or bounded quantifiers only); one prefix used in two periods is
    two patterns.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    pattern: str
    examples: list[str]
    not_examples: list[str] = []
    implies: list[str] = []  # further ids that the number names: CZ.03.… -> esf
    needs_cue: bool = False  # a format too short to stand without "No." or the word project beside it

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        regex.compile(value)
        return value


class ProgrammeEntry(BaseModel):
    """One fund or programme. ``names`` are phrases per language (``any``: the same in all)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    kind: str
    name: str
    start: int | None = None
    end: int | None = None
    parent: str | None = None
    scope: str | None = None  # ISO codes, space separated; EU
    countries: list[str] = []  # states whose partners alone can take part (bilateral programmes)
    donors: list[str] = []  # ISO codes of the states that pay: a series of just these names nobody who takes part
    tool: bool = False  # a platform rather than a funder: counts only where nothing else funds the project
    names: dict[str, list[str]]
    references: list[ReferenceFormat] = []
    source: str | None = None


class CatalogueFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str  # where the facts of this file come from
    endings: dict[
        str, dict[str, list[str]]
    ] = {}  # per language, classes used in the names of this file beyond the pack's
    programmes: list[ProgrammeEntry]


@functools.cache
def catalogue() -> dict[str, ProgrammeEntry]:
    """All entries by id, checked: unique ids, parents exist, periods sane."""
    found: dict[str, ProgrammeEntry] = {}
    for file, path in _files():
        for entry in file.programmes:
            if entry.id in found:
                raise KnowledgeError(f"{path}: the id {entry.id!r} is there twice.")
            if entry.start and entry.end and entry.start > entry.end:
                raise KnowledgeError(f"{path}: {entry.id}: the period ends before it starts.")
            found[entry.id] = entry
    for entry in found.values():
        missing = [i for i in [entry.parent, *(x for r in entry.references for x in r.implies)] if i and i not in found]
        if missing:
            raise KnowledgeError(f"models/programmes: {entry.id} names {missing}, which no file defines.")
    return found


@functools.cache
def catalogue_endings(language: str) -> dict[str, list[str]]:
    """Inflection classes that the catalogue's own files add for a language."""
    merged: dict[str, list[str]] = {}
    for file, _ in _files():
        merged.update(file.endings.get(language, {}))
    return merged


@functools.cache
def programme_parents() -> Mapping[str, str]:
    """id -> id of the superior programme or fund."""
    return {e.id: e.parent for e in catalogue().values() if e.parent}


@functools.cache
def _files() -> tuple[tuple[CatalogueFile, str], ...]:
    files = []
    for path in sorted((models_dir() / "programmes").glob("*.yaml")):
        try:
            files.append((CatalogueFile.model_validate(load_yaml(path)), path.name))
        except ValidationError as error:
            lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
            raise KnowledgeError(f"{path}: not as it should be:\n" + "\n".join(lines)) from error
    return tuple(files)
