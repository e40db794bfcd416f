"""What a user can choose about reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Names of fields (JSON Lines) and columns (CSV, Parquet); None: the usual names are looked for.

    ``pdf_pages`` makes every page of a PDF an article of its own.
    """

    text: str | None = None
    html: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    id: str | None = None
    pdf_pages: bool = False


DEFAULT = ReadOptions()
