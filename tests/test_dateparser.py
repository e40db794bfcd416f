"""dateparser is asked only where it was measured to be right."""

from __future__ import annotations

import dateparser
import pytest
import regex

from pipeline.annotate.date_fallback import SETTINGS, trusted
from pipeline.doc.mentions import mentions
from pipeline.extract import annotate
from pipeline.knowledge.packs import languages, load_pack

FULL = regex.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("code", languages())
def test_the_list_of_languages_is_what_the_examples_say(code: str) -> None:
    examples = {t: v for t, v in load_pack(code).dates.examples.items() if FULL.fullmatch(v)}
    read = {t: dateparser.parse(t, languages=[code], settings=SETTINGS) for t in examples}
    passed = bool(examples) and all(d is not None and d.date().isoformat() == examples[t] for t, d in read.items())
    assert (code in trusted()) == passed


def test_it_reads_a_labelled_date_that_the_grammar_does_not() -> None:
    assert dates_of("Published: 3/May/2021 by the office", "en") == ["2021-05-03"]


def test_it_fills_nothing_in() -> None:
    assert dates_of("Published: 10 items", "en") == []


def dates_of(text: str, code: str) -> list[str | None]:
    return [m.value.start.iso for m in mentions(annotate(text, code), "dates") if m.value.start.day]
