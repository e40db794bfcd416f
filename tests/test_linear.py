"""Hostile text costs no more than its length: 100 kB of each kind, and twice as much in about twice the time."""

from __future__ import annotations

import gc
import time

import pytest
import regex

from pipeline.annotate.amounts import NUMBER
from pipeline.annotate.references import OWN
from pipeline.extract import Extractor, annotate
from pipeline.knowledge.packs import languages
from pipeline.knowledge.reference_formats import formats
from pipeline.records import Article

HOSTILE = {
    "digits": "1", "grouped digits": "123 ", "dots": "1.", "dashes": "-", "capitals": "A", "slashes": "A/1/", "quotes": "„“", "open quotes": "„a ",
    "brackets": "((", "projects": "projekts projekt project ", "dates": "1.1.2020 - ", "from to": "no 1. līdz ", "commas": "Rīga, ", "letters": "aB1-",
}  # fmt: skip
GROWTH = 3.6  # of the time when the text doubles; 2 is linear, 4 is quadratic


def cost(run, text: str) -> float:  # type: ignore[no-untyped-def]
    best = 1e9
    gc.disable()  # a full collection of all that the tests have loaded takes longer than what is timed, and falls into any run
    try:
        for _ in range(3):
            start = time.process_time()
            run(text)
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best


@pytest.mark.parametrize("kind", HOSTILE)
def test_patterns_are_linear(kind: str) -> None:
    unit = HOSTILE[kind]
    short, long = unit * (50_000 // len(unit)), unit * (100_000 // len(unit))
    patterns: list[regex.Pattern[str]] = [NUMBER, OWN, *(f.pattern for f in formats())]
    for pattern in patterns:
        run = lambda text, p=pattern: sum(1 for _ in p.finditer(text))  # noqa: E731
        slow = cost(run, long)
        if slow > 0.05:
            assert slow / cost(run, short) < GROWTH, pattern.pattern


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_annotation_is_linear(kind: str) -> None:
    unit = HOSTILE[kind]
    code = languages()[0]
    run = lambda text: annotate(text, code)  # noqa: E731
    short, long = unit * (25_000 // len(unit)), unit * (50_000 // len(unit))
    run("x")
    slow = cost(run, long)
    assert slow / max(cost(run, short), 0.01) < GROWTH


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["Rīgas pilsētas dome, ", "projekts „Aba Baba” ", "no 1.1.2020 līdz 2.3.2021 ", "Rīgas dome, Latvija\n"]
)
def test_a_long_article_is_read_in_reasonable_time(unit: str) -> None:
    """Facts that repeat a thousand times over: the growth may exceed the text's, the time of 40 kB may not exceed seconds."""
    extractor = Extractor()
    article = Article(uri="a.txt", content="Erasmus+ projekts „Zaļā skola”. " + unit * (40_000 // len(unit)))
    extractor.extract(Article(uri="b.txt", content="Projekts „Zaļā skola” Rīgā"))
    start = time.process_time()
    extractor.extract(article)
    assert time.process_time() - start < 30
