"""The format of expected facts: what the ``.json`` beside a sample article may hold.

Only the article's own facts, as a careful reader finds them. The keys that end in ``_also`` and
``_optional`` hold values that are accepted as well, or that count neither found nor missed.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from pipeline.records import EventKind, Role


def _real_date(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
        raise ValueError("a date is YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    try:
        datetime.date(year, month, day)
    except ValueError:
        raise ValueError("there is no such date") from None
    return value


Text = Annotated[str, Field(pattern=r"\S")]
PartialDate = Annotated[str, AfterValidator(_real_date)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class _Gold(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GoldAmount(_Gold):
    """``kind`` is for the reader: it is not scored, and may be finer than a record's."""

    value: FiniteFloat
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    kind: Text | None = None


class GoldPartner(_Gold):
    """``names``: the dictionary form first, then other accepted forms."""

    names: Annotated[list[Text], Field(min_length=1)]
    country: CountryCode | None
    role: Role | None
    optional: bool = False


class GoldProject(_Gold):
    """``names`` is empty where the article tells of a project without its title."""

    names: list[Text]
    acronym: str | None = None
    references: list[Text]
    programmes: list[Text]
    programmes_optional: list[Text] = []
    partners: list[GoldPartner]
    countries: list[CountryCode]
    countries_optional: list[CountryCode] = []
    start: PartialDate | None
    start_also: list[PartialDate] = []
    end: PartialDate | None
    end_also: list[PartialDate] = []
    amounts: list[GoldAmount]
    amounts_optional: list[GoldAmount] = []


class GoldEvent(_Gold):
    start: PartialDate | None
    end: PartialDate | None
    place: Text | None
    kind: EventKind | None


class Gold(_Gold):
    """The expected facts of one article; ``id``, ``url``, ``query``, ``title`` and ``note`` are for the reader only."""

    id: str | None = None
    url: str | None = None
    query: str | None = None
    title: str | None = None
    note: str | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    about_project: bool
    published: PartialDate | None
    published_also: list[PartialDate] = []
    projects: list[GoldProject]
    events: list[GoldEvent]

    @model_validator(mode="after")
    def _projects_where_about_one(self) -> Gold:
        if self.about_project != bool(self.projects):
            raise ValueError("about_project is true where projects holds at least one, else false")
        return self
