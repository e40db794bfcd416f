"""The record: what granthound says about one article (contract version 1).

Every value carries evidence: offsets are Unicode code points into ``Record.text`` and
``text[start:end] == quote`` always holds. Unknown is ``None``; nothing is ever filled up.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

SCHEMA_VERSION = "1"

Role = Literal["lead", "partner"]
Precision = Literal["day", "month", "year"]
AmountKind = Literal["total", "grant", "own"]
EventKind = Literal["meeting", "signing", "launch", "conference", "training", "visit", "other"]
Status = Literal["running", "planned", "finished"]


@dataclass(slots=True)
class Article:
    """One article as it was read, before anything is understood.

    ``content`` is the decoded text or HTML; ``media_type`` tells which. ``uri`` and ``item``
    (line or member inside ``uri``) find the source again. ``title``, ``url`` and ``published``
    (ISO date) are what the container itself said, if anything. ``notes`` are (code, message)
    pairs of what had to be repaired while reading; they end up among the record's warnings.
    """

    uri: str
    content: str
    media_type: str = "text/plain"
    item: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    sha256: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Model):
    """A place in ``Record.text``; ``rule`` names what read it (``lv/labels.partners``)."""

    start: int
    end: int
    quote: str
    rule: str | None = None


class Source(_Model):
    uri: str
    item: str | None = None
    url: str | None = None
    media_type: str
    sha256: str


class Language(_Model):
    """ISO 639-1 code and a confidence in 0..1; ``und`` where nothing could be said."""

    code: str
    confidence: float


class Date(_Model):
    """``value`` is as long as the precision allows: ``2017-10-01``, ``2017-10`` or ``2017``.

    ``inferred`` is true where a part was resolved from elsewhere in the article.
    """

    value: str
    precision: Precision
    inferred: bool = False
    evidence: list[Evidence] = []


class Reference(_Model):
    value: str
    evidence: list[Evidence] = []


class Programme(_Model):
    """A fund or programme; ``id`` is the catalogue's."""

    id: str
    name: str
    evidence: list[Evidence] = []
    confidence: float


class Partner(_Model):
    """Who carries the project out. ``name`` is the dictionary form, the surface form is in the evidence."""

    name: str
    aliases: list[str] = []
    role: Role | None = None
    type: str | None = None
    country: str | None = None
    evidence: list[Evidence] = []
    confidence: float


class Country(_Model):
    """ISO 3166-1 alpha-2."""

    code: str
    evidence: list[Evidence] = []


class Amount(_Model):
    """``value`` in whole currency units, ``currency`` as ISO 4217."""

    value: float
    currency: str
    kind: AmountKind | None = None
    evidence: list[Evidence] = []


class Place(_Model):
    name: str
    country: str | None = None


class Event(_Model):
    kind: EventKind
    start: Date
    end: Date | None = None
    place: Place | None = None
    evidence: list[Evidence] = []


class Contact(_Model):
    """A person's contact; only filled when the user asks for it."""

    kind: Literal["person", "phone", "email"]
    value: str
    evidence: list[Evidence] = []


class Warning_(_Model):
    """Something a reader of the record should know; ``path`` points into the record."""

    code: str
    message: str
    path: str | None = None


class Project(_Model):
    name: str | None = None
    acronym: str | None = None
    aliases: list[str] = []
    status: Status | None = None
    references: list[Reference] = []
    programmes: list[Programme] = []
    partners: list[Partner] = []
    countries: list[Country] = []
    start: Date | None = None
    end: Date | None = None
    amounts: list[Amount] = []
    evidence: list[Evidence] = []
    confidence: float


class Record(_Model):
    """One article's record.

    ``duplicate_of`` is the ``id`` of the first record of the same run with the same text; only runs that write into
    a folder look for such records.
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    source: Source
    language: Language
    title: str | None = None
    published: Date | None = None
    about_project: bool
    relevance: float
    projects: list[Project] = []
    events: list[Event] = []
    contacts: list[Contact] = []
    warnings: list[Warning_] = []
    duplicate_of: str | None = None
    text: str

    @model_validator(mode="after")
    def _evidence_holds(self) -> Record:
        for path, item in iter_evidence(self):
            if self.text[item.start : item.end] != item.quote:
                raise ValueError(f"{path}: the quote {item.quote!r} does not stand at {item.start}..{item.end}")
        return self


def iter_evidence(model: BaseModel, path: str = "") -> list[tuple[str, Evidence]]:
    """All evidence below a model, each with its path (``projects[0].end.evidence[0]``)."""
    found: list[tuple[str, Evidence]] = []
    for name, value in vars(model).items():
        several = isinstance(value, list)
        for i, item in enumerate(value if several else (value,)):
            if not isinstance(item, BaseModel):
                break  # a list holds either models or none
            here = f"{path}.{name}" if path else name
            at = f"{here}[{i}]" if several else here
            if isinstance(item, Evidence):
                found.append((at, item))
            else:
                found += iter_evidence(item, at)
    return found


def record_id(article: Article) -> str:
    """Stable id: a hash over the source uri, the item in it and the content."""
    key = "\x1f".join(
        [article.uri, article.item or "", hashlib.sha256(article.content.encode("utf8", "surrogatepass")).hexdigest()]
    )
    return hashlib.sha256(key.encode("utf8", "surrogatepass")).hexdigest()[:24]
