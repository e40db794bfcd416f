"""What a check found out: the score of every article, summed per language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluate.counts import ArticleScore, Counts, total


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article's score; ``error`` is the traceback where no record could be made of it."""

    language: str
    name: str
    score: ArticleScore
    error: str | None = None


@dataclass(frozen=True, slots=True)
class LanguageResult:
    """All articles of a language; ``samples`` is the hash of the sample set."""

    language: str
    samples: str
    articles: Sequence[ArticleResult]

    @property
    def counts(self) -> dict[str, Counts]:
        return total(a.score.counts for a in self.articles)
