"""Extract sample articles anew and score them: what ``check`` holds floors on and ``languages`` shows."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

from pipeline.errors import KnowledgeError
from pipeline.evaluate.results import ArticleResult, LanguageResult
from pipeline.evaluate.samples import Sample, samples_hash
from pipeline.evaluate.score import score_article
from pipeline.records import Article, Record


class Extracts(Protocol):
    """What makes a record of an article."""

    def extract(self, article: Article) -> Record: ...


def measure(
    samples: Sequence[Sample], extractor: Extracts | None = None, parents: Mapping[str, str] | None = None
) -> dict[str, LanguageResult]:
    """The results per language, in the order of the samples, which are sorted by language.

    An article that no record can be made of is scored as an empty one, with its ``error``.
    Raises KnowledgeError where the data is at fault.
    """
    # Both are imported only now: they load libraries and data that a faulty sample need not wait for.
    if extractor is None:
        from pipeline.extract import Extractor

        extractor = Extractor()
    if parents is None:
        from pipeline.knowledge.programmes import programme_parents

        parents = programme_parents()
    results = {}
    for code, group in groupby(samples, key=lambda s: s.language):
        members = list(group)
        articles = [_measure_one(sample, extractor, parents) for sample in members]
        results[code] = LanguageResult(code, samples_hash(members), articles)
    return results


def _measure_one(sample: Sample, extractor: Extracts, parents: Mapping[str, str]) -> ArticleResult:
    try:
        record = extractor.extract(sample.article)
        return ArticleResult(sample.language, sample.name, score_article(sample.gold, record, parents=parents))
    except KnowledgeError:
        raise  # The data is at fault, not this article: the others would fail likewise.
    except Exception:
        nothing = score_article(sample.gold, None, parents=parents)
        return ArticleResult(sample.language, sample.name, nothing, traceback.format_exc())
