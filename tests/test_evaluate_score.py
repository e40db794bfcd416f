"""Counts and differences of single articles, and the names that count as the same."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.evaluate.counts import Counts, Difference, micro, total
from pipeline.evaluate.matching import fold, pair, similarity
from pipeline.evaluate.score import score_article
from pipeline.records import (
    Amount,
    Date,
    Event,
    Evidence,
    Language,
    Partner,
    Place,
    Programme,
    Project,
    Record,
    Reference,
    Source,
)

TEXT = "Lousadas pašvaldībā 2017. gadā, 1000 EUR"
PLACE = Evidence(start=0, end=19, quote="Lousadas pašvaldībā", rule="xx/places")
YEAR = Evidence(start=20, end=24, quote="2017")


def gold(about: bool = True, events: list[dict[str, Any]] | None = None, **project: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {k: [] for k in ("names", "references", "programmes", "partners", "countries", "amounts")}
    return {
        "language": "lv",
        "about_project": about,
        "published": None,
        "projects": [empty | {"start": None, "end": None} | project] if about else [],
        "events": events or [],
    }


def record(about: bool = True, events: list[Event] | None = None, **project: Any) -> Record:
    return Record(
        id="x",
        source=Source(uri="x.txt", media_type="text/plain", sha256=""),
        language=Language(code="lv", confidence=1),
        about_project=about,
        relevance=1,
        projects=[Project(confidence=1, **project)] if about else [],
        events=events or [],
        text=TEXT,
    )


def year(value: str) -> Date:
    return Date(value=value, precision="year", evidence=[YEAR])


def test_a_perfect_record_has_no_difference() -> None:
    score = score_article(
        gold(names=["Zaļā skola"], start="2017"), record(name="ZALA SKOLA", start=year("2017")), parents={}
    )
    assert score.perfect
    assert score.counts == {f: Counts(tp=1) for f in ("language", "about_project", "project_name", "start")}


def test_no_record_misses_every_fact() -> None:
    score = score_article(gold(names=["Zaļā skola"]), None, parents={})
    assert {(d.field, d.kind) for d in score.differences} == {
        ("language", "missed"),
        ("about_project", "missed"),
        ("project_name", "missed"),
    }


def test_a_spurious_value_shows_where_it_was_read_and_by_which_rule() -> None:
    found = record(partners=[Partner(name="Lousadas pašvaldība", confidence=1, evidence=[PLACE])])
    score = score_article(gold(), found, parents={})
    assert score.differences == [
        Difference("partner", "spurious", "Lousadas pašvaldība", quote="Lousadas pašvaldībā", rule="xx/places")
    ]


def test_one_date_for_another_is_wrong_and_counts_twice() -> None:
    score = score_article(gold(start="2017-10"), record(start=year("2017")), parents={})
    assert score.differences == [Difference("start", "wrong", "2017", "2017-10", quote="2017")]
    assert score.counts["start"] == Counts(0, 1, 1)


def test_another_accepted_date_is_right() -> None:
    score = score_article(gold(start="2017-10", start_also=["2017"]), record(start=year("2017")), parents={})
    assert score.perfect


@pytest.mark.parametrize(
    ("expected", "found", "spurious"),
    [
        (["leader"], ["leader", "eafrd"], []),  # the fund above is never wrong
        (["leader"], ["leader", "esi"], []),  # nor what is above that
        (["eafrd"], ["eafrd", "leader"], ["leader"]),
        (["other:A mill fund"], ["mill-fund"], []),
        (["other:A mill fund"], ["a", "b"], ["b"]),
        (["interreg"], ["interreg-lv-lt"], ["interreg-lv-lt"]),
    ],
)
def test_programmes(expected: list[str], found: list[str], spurious: list[str]) -> None:
    parents = {"leader": "eafrd", "eafrd": "esi", "esi": "eafrd"}  # even a circle must end
    programmes = [Programme(id=x, name=x, confidence=1) for x in found]
    score = score_article(gold(programmes=expected), record(programmes=programmes), parents=parents)
    assert [(d.kind, d.value) for d in score.differences] == [("spurious", x) for x in spurious]


def test_references_are_compared_without_spaces_and_case() -> None:
    found = record(references=[Reference(value="8.3.5.0 / 16 / i / 001")])
    assert score_article(gold(references=["8.3.5.0/16/I/001"]), found, parents={}).perfect


def test_amounts_are_rounded_to_units() -> None:
    found = record(amounts=[Amount(value=999.6, currency="EUR"), Amount(value=5, currency="CZK")])
    score = score_article(gold(amounts=[{"value": 1000, "currency": "EUR"}]), found, parents={})
    assert [(d.kind, d.value) for d in score.differences] == [("spurious", "5 CZK")]


def test_partner_country_and_lead() -> None:
    wanted = [{"names": ["Lousadas pašvaldība"], "country": "PT", "role": "lead"}]
    found = record(partners=[Partner(name="Lousadas pašvaldība", country="LV", confidence=1)])
    score = score_article(gold(partners=wanted), found, parents={})
    assert [(d.field, d.kind, d.about) for d in score.differences] == [
        ("partner_country", "wrong", "Lousadas pašvaldība"),
        ("partner_lead", "missed", None),
    ]


def test_an_optional_partner_counts_neither_found_nor_missed() -> None:
    wanted = gold(partners=[{"names": ["Lousada"], "country": None, "role": None, "optional": True}])
    found = record(partners=[Partner(name="Lousada", confidence=1)])
    assert "partner" not in score_article(wanted, found, parents={}).counts
    assert "partner" not in score_article(wanted, record(), parents={}).counts


def test_events_of_an_article_about_no_project_are_not_scored() -> None:
    event = Event(kind="visit", start=year("2017"))
    score = score_article(gold(about=False), record(about=False, events=[event]), parents={})
    assert score.perfect


@pytest.mark.parametrize(
    ("place", "kind"), [(Place(name="Lousāda"), None), (Place(name="Rīga"), "wrong"), (None, "missed")]
)
def test_event_places(place: Place | None, kind: str | None) -> None:
    wanted = gold(events=[{"start": "2017", "end": None, "place": "Lousada", "kind": "visit"}])
    score = score_article(wanted, record(events=[Event(kind="visit", start=year("2017"), place=place)]), parents={})
    assert [(d.field, d.kind) for d in score.differences] == ([("event_place", kind)] if kind else [])


def test_figures() -> None:
    counts = Counts(tp=3, fp=1, fn=2)
    assert (counts.precision, counts.recall, counts.f1) == (3 / 4, 3 / 5, 6 / 9)
    assert (Counts().precision, Counts().recall, Counts().f1) == (None, None, None)
    sums = total([{"start": counts}, {"start": Counts(1, 0, 0), "language": Counts(1, 0, 0)}])
    assert list(sums) == ["language", "start"]
    assert micro(sums) == Counts(4, 1, 2)


def test_folding_and_pairing() -> None:
    assert fold("  „Zaļā   SKOLA“, e.V.") == "zala skola e v"
    assert similarity("?!", "?!") == 0
    assert pair(["aaaa", "aaab"], ["aaab"], similarity, 0.7) == [(1, 0)]
    assert pair(["aaaa"], ["bbbb"], similarity, 0.7) == []
