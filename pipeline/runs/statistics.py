"""What is counted in a run; no times, so that it is the same however the run went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pipeline.batch import counted
from pipeline.runs.frames import Header


@dataclass(slots=True)
class Statistics:
    """``articles`` were extracted; of them ``left_out`` are about no project where only those are wanted, the others
    have records. ``duplicates`` are records with the text of an earlier one. ``errors``, ``languages``, ``warnings``
    and ``skipped`` (what folders and archives hold beside articles) count by code or kind.
    """

    articles: int = 0
    records: int = 0
    left_out: int = 0
    about_projects: int = 0
    duplicates: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Header, duplicate: bool = False) -> None:
        """Takes an outcome into account, as :mod:`pipeline.runs.attempt` tells it."""
        if outcome["kind"] == "error":
            self.errors[outcome["row"]["code"]] += 1
            return
        self.articles += 1
        self.languages[outcome["language"]] += 1
        self.warnings.update(outcome["warnings"])
        if outcome["kind"] == "left_out":
            self.left_out += 1
            return
        self.records += 1
        self.about_projects += outcome["about"]
        self.duplicates += duplicate

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it, in a fixed order."""
        return {
            "articles": self.articles,
            "records": self.records,
            "left_out": self.left_out,
            "about_projects": self.about_projects,
            "duplicates": self.duplicates,
            **{name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS},
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Statistics:
        """The inverse of :meth:`plain`."""
        values: dict[str, Any] = {name: Counter(value) if name in _COUNTERS else value for name, value in plain.items()}
        return cls(**values)

    def lines(self) -> list[str]:
        """For a reader."""
        left_out = f" ({self.left_out} left out)" if self.left_out else ""
        lines = [
            f"{self.articles} articles{left_out}, {self.about_projects} about projects, {self.duplicates} duplicates; "
            f"{self.errors.total()} errors, {self.warnings.total()} warnings"
        ]
        return lines + counted({name: getattr(self, name) for name in _COUNTERS})


_COUNTERS = ("errors", "languages", "warnings", "skipped")
