"""Our scoring rules give the same totals as the reference scorer, where that lies beside the checkout."""

from __future__ import annotations

import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate.counts import FIELDS, Counts
from pipeline.evaluate.score import score_article
from pipeline.records import (
    Amount,
    Country,
    Date,
    Event,
    Language,
    Partner,
    Place,
    Programme,
    Project,
    Record,
    Reference,
    Role,
    Source,
)

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "evaluation" / "score.py"
pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference scorer is not here")

# Small pools, so that values meet, nearly meet and repeat.
NAMES = [
    "Zaļā skola",
    "Zala skola",
    "ZAĻĀ SKOLA 2",
    "Zaļo skolu tīkls",
    "Liberecký kraj",
    "Libereckého kraje",
    "Liberecky-kraj",
    "Sporthaus Köln",
    "Sporthaus Koln e. V.",
    "Lousadas pašvaldība",
    "lousada",
    "!?",
    "A",
]
PROGRAMMES = [
    "interreg",
    "interreg-at-cz",
    "interreg-cz-pl",
    "erdf",
    "esf",
    "erasmus-plus",
    "erasmus-plus-ka2",
    "leader",
]
PARENTS = {"interreg": "erdf", "interreg-at-cz": "interreg", "erasmus-plus-ka2": "erasmus-plus", "leader": "eafrd"}
DATES = ["2017", "2017-10", "2017-10-01", "2018-09-30", "2018", "2018-09"]
COUNTRIES = ["CZ", "LV", "PT", "AT"]
REFERENCES = ["8.3.5.0/16/I/001", "8.3.5.0 / 16 / i / 001", "CZ.03.1.51", "2017-1-SE01"]
VALUES = [0.5, 1.5, 2.5, 999.49, 1000.0, 1000.4, 123456.78]
CURRENCIES = ["EUR", "CZK"]
LANGUAGES = ["lv", "cs"]


def some(values: list[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=most)


def maybe(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


# Words of few letters differ by a little, so that similarities lie on both sides of each threshold.
names = st.sampled_from(NAMES) | st.text("abc", min_size=5, max_size=14)
gold_amounts = st.lists(
    st.fixed_dictionaries({"value": st.sampled_from(VALUES), "currency": st.sampled_from(CURRENCIES)}), max_size=3
)
gold_partner = st.fixed_dictionaries(
    {
        "names": st.lists(names, min_size=1, max_size=3),
        "country": maybe(COUNTRIES),
        "role": maybe(["lead", "partner"]),
    },
    optional={"optional": st.booleans()},
)
gold_project = st.fixed_dictionaries(
    {
        "names": st.lists(names, max_size=3),
        "references": some(REFERENCES),
        "programmes": some([*PROGRAMMES, "other:X", "other:Y"]),
        "partners": st.lists(gold_partner, max_size=4),
        "countries": some(COUNTRIES),
        "start": maybe(DATES),
        "end": maybe(DATES),
        "amounts": gold_amounts,
    },
    optional={
        "programmes_optional": some(PROGRAMMES),
        "countries_optional": some(COUNTRIES),
        "amounts_optional": gold_amounts,
        "start_also": some(DATES),
        "end_also": some(DATES),
    },
)
gold_event = st.fixed_dictionaries(
    {"start": maybe(DATES), "end": maybe(DATES), "place": st.none() | names, "kind": st.just("visit")}
)
golds = st.fixed_dictionaries(
    {
        "language": st.sampled_from(LANGUAGES),
        "about_project": st.booleans(),
        "published": maybe(DATES),
        "projects": st.lists(gold_project, max_size=3),
        "events": st.lists(gold_event, max_size=4),
    },
    optional={"published_also": some(DATES)},
)


class Perturbed:
    """Draws a record from expected facts: most values stay, some are dropped, altered or added."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def fate(self) -> str:
        return self.draw(st.sampled_from(["keep", "keep", "keep", "drop", "alter"]))

    def each(self, values: list[Any], pool: list[Any]) -> list[Any]:
        kept = []
        for value in values:
            fate = self.fate()
            if fate != "drop":
                kept.append(value if fate == "keep" else self.draw(st.sampled_from(pool)))
        if self.fate() == "alter":
            kept.append(self.draw(st.sampled_from(pool)))
        return kept

    def one(self, value: Any, pool: list[Any]) -> Any:
        fate = self.fate()
        return value if fate == "keep" else None if fate == "drop" else self.draw(st.sampled_from(pool))

    def name(self, name: str) -> str:
        if self.fate() != "alter" or not name:
            return name
        at = self.draw(st.integers(0, len(name) - 1))
        edit = self.draw(st.sampled_from(["cut", "upper", "space", "other", "tail", "comma"]))
        return {
            "cut": name[:at] + name[at + 1 :],
            "upper": name.upper(),
            "space": f" {name}  ",
            "other": self.draw(st.sampled_from(NAMES)),
            "tail": f"{name} {name[:at]}",
            "comma": f"{name[:at]},{name[at:]}",
        }[edit]

    def date(self, value: str | None) -> Date | None:
        value = self.one(value, DATES)
        return Date(value=value, precision={4: "year", 7: "month", 10: "day"}[len(value)]) if value else None

    def project(self, gold: dict[str, Any]) -> Project:
        names = [self.name(n) for n in self.each(gold["names"], NAMES)]
        amounts = [(x["value"], x["currency"]) for x in [*gold["amounts"], *gold.get("amounts_optional", [])]]
        pool = [(v, c) for v in VALUES for c in CURRENCIES]
        return Project(
            name=names[0] if names else None,
            acronym=names[1] if len(names) > 1 else None,
            aliases=names[2:],
            references=[Reference(value=x) for x in self.each(gold["references"], REFERENCES)],
            programmes=[
                Programme(id=x, name=x, confidence=1)
                for x in self.each(
                    [*gold["programmes"], *gold.get("programmes_optional", [])], [*PROGRAMMES, "unlisted"]
                )
            ],
            partners=[self.partner(x) for x in self.each(gold["partners"], [SOMEBODY, *gold["partners"]])],
            countries=[
                Country(code=x) for x in self.each([*gold["countries"], *gold.get("countries_optional", [])], COUNTRIES)
            ],
            start=self.date(gold["start"]),
            end=self.date(gold["end"]),
            amounts=[Amount(value=v, currency=c) for v, c in self.each(amounts, pool)],
            confidence=1,
        )

    def partner(self, gold: dict[str, Any]) -> Partner:
        names = [self.name(n) for n in gold["names"]]
        return Partner(
            name=names[-1],
            aliases=names[:-1],
            role=self.one(gold["role"], ["lead", "partner"]),
            country=self.one(gold["country"], COUNTRIES),
            confidence=1,
        )

    def event(self, gold: dict[str, Any]) -> Event:
        start = self.date(gold["start"]) or Date(value="2017", precision="year")
        place = self.one(gold["place"], NAMES)
        return Event(
            kind="visit", start=start, end=self.date(gold["end"]), place=Place(name=self.name(place)) if place else None
        )


SOMEBODY = {"names": ["Somebody else"], "country": "CZ", "role": "lead"}
SOME_PROJECT: dict[str, Any] = {
    "names": ["Another title"],
    "references": [],
    "programmes": [],
    "partners": [],
    "countries": [],
    "start": None,
    "end": None,
    "amounts": [],
}
SOME_EVENT = {"start": "2018", "end": None, "place": None}


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], Record | None]:
    gold = draw(golds)
    # One part of the facts at a time leaves more room to vary it.
    if part := draw(st.sampled_from([None, "events", "names", "partners", "programmes", "amounts", "dates"])):
        kept = {"names", "partners"} if part == "names" else {"start", "end"} if part == "dates" else {part}
        for project in gold["projects"]:
            project.update({k: [] for k, v in project.items() if isinstance(v, list) and k.split("_")[0] not in kept})
        if part != "events":
            gold["events"] = []
    if draw(st.integers(0, 15)) == 0:
        return gold, None
    perturbed = Perturbed(draw)
    return gold, Record(
        id="x",
        source=Source(uri="x.txt", media_type="text/plain", sha256=""),
        language=Language(code=perturbed.one(gold["language"], LANGUAGES) or "und", confidence=1),
        published=perturbed.date(gold["published"]),
        about_project=bool(perturbed.one(gold["about_project"], [True, False])),
        relevance=1,
        projects=[perturbed.project(x) for x in perturbed.each(gold["projects"], [SOME_PROJECT])],
        events=[perturbed.event(x) for x in perturbed.each(gold["events"], [SOME_EVENT])],
        text="",
    )


@cache
def load_reference() -> Any:
    spec = importlib.util.spec_from_file_location("reference_score", REFERENCE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_agree(gold: dict[str, Any], record: Record | None) -> None:
    reference = load_reference()
    tally = reference.Tally()
    reference.score_doc(tally, "x", gold, record.model_dump(mode="json") if record else None, PARENTS)
    ours = score_article(gold, record, parents=PARENTS)
    assert {f: ours.counts.get(f, Counts()) for f in FIELDS} == {f: Counts(*tally.n[f]) for f in FIELDS}
    theirs = Counter((field, kind) for _, field, kind, _ in tally.errors)
    named = Counter((d.field, d.kind) for d in ours.differences)
    for field in FIELDS:
        assert theirs[field, "spurious"] == named[field, "spurious"] + named[field, "wrong"]
        assert theirs[field, "missed"] == named[field, "missed"] + named[field, "wrong"]


@settings(max_examples=1000, deadline=None)
@given(case=cases())
def test_same_totals_as_the_reference_scorer(case: tuple[dict[str, Any], Record | None]) -> None:
    assert_agree(*case)


def record_of(*projects: Project, events: list[Event] | None = None) -> Record:
    return Record(
        id="x",
        source=Source(uri="x.txt", media_type="text/plain", sha256=""),
        language=Language(code="lv", confidence=1),
        about_project=True,
        relevance=1,
        projects=list(projects),
        events=events or [],
        text="",
    )


@pytest.mark.parametrize("length", range(8, 31))
def test_thresholds_are_those_of_the_reference_scorer(length: int) -> None:
    name = "".join(chr(ord("a") + i % 25) for i in range(length))
    gold = {
        "language": "lv",
        "about_project": True,
        "projects": [SOME_PROJECT | {"names": [name], "partners": [{"names": [name], "country": None, "role": None}]}],
        "events": [{"start": "2018", "end": None, "place": name}],
    }
    for altered in range(length):
        near = name[: length - altered] + "z" * altered
        event = Event(kind="visit", start=Date(value="2018", precision="year"), place=Place(name=near))
        project = Project(name=near, partners=[Partner(name=near, confidence=1)], confidence=1)
        assert_agree(gold, record_of(project, events=[event]))


@pytest.mark.parametrize("found", [["lead", None], [None, "lead"], ["lead", "partner"], ["partner", None]])
@pytest.mark.parametrize("expected", [["lead", None], [None, "lead"], ["lead", "partner"], [None, None]])
def test_a_partner_of_two_projects_counts_once(found: list[Role | None], expected: list[Role | None]) -> None:
    gold = {
        "language": "lv",
        "about_project": True,
        "projects": [
            SOME_PROJECT | {"partners": [{"names": ["Liberecký kraj"], "country": "CZ", "role": role}]}
            for role in expected
        ],
    }
    projects = [
        Project(partners=[Partner(name="Liberecký kraj", country=country, role=role, confidence=1)], confidence=1)
        for role, country in zip(found, ["CZ", None], strict=True)
    ]
    assert_agree(gold, record_of(*projects))


def test_the_fields_are_those_of_the_reference_scorer() -> None:
    assert list(FIELDS) == load_reference().FIELDS
