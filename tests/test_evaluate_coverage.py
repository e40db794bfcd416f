"""What ``granthound languages`` counts and prints. The extractor is a fake."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from support import FactsExtractor, write_sample

from pipeline.evaluate.counts import FIELDS
from pipeline.evaluate.coverage import run_languages
from pipeline.knowledge.coverage import count_names, count_pack, coverage
from pipeline.knowledge.packs import Cues, Labels, Pack, Triage, languages
from pipeline.knowledge.programmes import ProgrammeEntry


def tiny_pack(**keys: Any) -> Pack:
    """A pack that holds nothing but ``keys``."""

    def empty(model: type[BaseModel]) -> dict[str, list[str]]:
        return {name: [] for name in model.model_fields}

    words = (
        "year year_before day fillers range_from range_to between range_and until since this_year last_year next_year"
    )
    words += " seasons early weekdays units_month units_year day_endings"
    dates: dict[str, Any] = {name: [] for name in words.split()}
    dates |= {"months": {}, "numbers": {}, "examples": {}, "durations": {}}
    base: dict[str, Any] = {"code": "xx", "name": "Nothing"}
    base |= {name: {} for name in ("endings", "countries", "country_examples", "places")}
    base |= {name: [] for name in ("abbreviations", "conjunctions", "prepositions_in")}
    base |= {name: [] for name in ("boilerplate", "boilerplate_after")}
    base |= {"labels": empty(Labels), "cues": empty(Cues), "triage": empty(Triage), "dates": dates}
    base["money"] = {"currencies": {}, "multipliers": {}, "examples": {}}
    base["organisations"] = {
        "heads": [],
        "agreements": {},
        "plural_heads": {},
        "name_words": [],
        "legal_forms": [],
        "name_endings": {},
        "examples": {},
    }
    for key, value in keys.items():
        base[key] = base[key] | value if isinstance(base.get(key), dict) else value
    return Pack.model_validate(base)


@pytest.mark.parametrize(
    ("keys", "rules", "examples"),
    [
        ({}, 0, 0),
        ({"home": "AT"}, 0, 0),
        ({"endings": {"m1": ["s", "a", ""], "f1": ["a"]}}, 4, 0),
        ({"abbreviations": ["nr"], "transliteration": {"u": "ue"}}, 2, 0),
        ({"labels": {"start": ["begins"], "end": {"phrases": ["ends", "end"], "examples": ["[[Ends]]: 1"]}}}, 3, 1),
        (
            {"dates": {"months": {1: ["jan", "jan."]}, "examples": {"1 jan": "--01-01"}, "durations": {"a year": 12}}},
            2,
            2,
        ),
        (
            {"money": {"currencies": {"EUR": ["euro"]}, "multipliers": {"m": 1e6}, "examples": {"1 euro": "1 EUR"}}},
            2,
            1,
        ),
        ({"countries": {"LV": {"forms": ["Latvia"], "adjectives": ["Latvian"]}}, "country_examples": {"": ""}}, 2, 1),
        (
            {
                "organisations": {
                    "heads": [{"lemma": "town", "forms": ["town", "towns"], "type": "other", "side": "both"}],
                    "agreements": {"a": {"e": "a", "i": "a"}},
                    "examples": {"Ex town": "Ex town"},
                }
            },
            4,
            1,
        ),
    ],
)
def test_every_written_item_counts_once(keys: dict[str, Any], rules: int, examples: int) -> None:
    counts = count_pack(tiny_pack(**keys))
    assert (counts.rules, counts.examples) == (rules, examples)


def test_names_of_programmes_are_those_in_the_language() -> None:
    entries = [
        ProgrammeEntry(id="a", kind="fund", name="A", names={"any": ["A"], "lv": ["fonds", "f."], "cs": ["fond"]}),
        ProgrammeEntry(id="b", kind="fund", name="B", names={"lv": ["B"]}),
    ]
    by_id = {entry.id: entry for entry in entries}
    assert [count_names(by_id, code) for code in ("lv", "cs", "en")] == [3, 1, 0]


def test_all_packs_are_told_of() -> None:
    found = coverage()
    assert tuple(c.code for c in found) == languages()
    for c in found:
        assert c.pack is not None
        assert c.pack.rules > 0
        assert c.programmes > 0
        assert c.name.isascii()
        assert c.name != c.code


def test_a_language_without_a_pack_is_told_of_when_asked_for() -> None:
    (irish,) = (c for c in coverage("ga") if c.code == "ga")
    assert (irish.name, irish.pack) == ("Irish", None)


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    for key, text in {
        "lv/lv-a": "Zaļā skola; Lousada, Porto; PT, LV",
        "lv/lv-no-b": "; ; ",
        "cs/cs-a": "Mosty; Liberec, Bautzen; CZ, DE",
    }.items():
        write_sample(tmp_path / "samples", key, text)
    return tmp_path / "samples"


def printed(capsys: pytest.CaptureFixture[str], samples: Path | None, markdown: bool = False, **instead: Any) -> str:
    extractor = FactsExtractor(**instead)
    assert run_languages(samples, markdown=markdown, extractor=extractor, parents={}) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_without_samples_nothing_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, None)
    assert "\t" not in out
    assert "\x1b" not in out
    assert [line.split()[0] for line in out.splitlines()[2:-1]] == list(languages())
    assert "F1" not in out
    page = printed(capsys, None, markdown=True)
    assert "| code | language | rules | examples | programme names |\n" in page
    assert "F1" not in page


def test_the_plain_tables(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, samples, lv_a="Zaļā skola; Lousada, Someone; PT")
    overview, precision, recall, f1 = out.rstrip().split("\n\n")
    assert [block.splitlines()[0] for block in (precision, recall, f1)] == [
        "Precision per field",
        "Recall per field",
        "F1 per field",
    ]
    rows = {line.split()[0]: line.split() for line in overview.splitlines()[2:]}
    # Of Latvian's facts name, Lousada and PT are right, Someone is wrong, Porto and LV are missed.
    assert rows["lv"][-5:] == ["2", "1", "0.75", "0.60", "0.67"]
    assert rows["cs"][-5:] == ["1", "0", "1.00", "1.00", "1.00"]
    assert rows["en"][-5:] == ["-"] * 5
    assert rows["all"] == ["all", "3", "1", "0.89", "0.80", "0.84"]
    assert {len(line) for line in overview.splitlines()[1:]} == {len(overview.splitlines()[1])}  # aligned
    rows = {line.split()[0]: line.split()[1:] for line in recall.splitlines()[1:]}
    assert list(rows) == ["code", "cs", "lv", "all"]
    lv = dict(zip(rows["code"], rows["lv"], strict=True))
    assert tuple(lv) == FIELDS
    assert (lv["partner"], lv["country"], lv["project_name"], lv["amount"]) == ("0.50", "0.50", "1.00", "-")


def test_the_page(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, samples, markdown=True, lv_a="Zaļā skola; Lousada, Someone; PT")
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings == [
        "# Languages",
        "## All languages",
        "## F1 per field",
        "## Precision per field",
        "## Recall per field",
    ]
    assert "upper bound" in page
    lines = page.splitlines()
    assert next(line for line in lines if line.startswith("| lv | Latvian ")).endswith(
        " | 2 | 1 | 0.75 | 0.60 | 0.67 |"
    )
    assert next(line for line in lines if line.startswith("| en ")).endswith(" | - | - | - | - | - |")
    # A language without samples stands in the overview only.
    assert sum(line.startswith("| en ") for line in lines) == 1
    assert sum(line.startswith("| lv ") for line in lines) == 4
    tables = [block.splitlines() for block in page.split("\n\n") if block.startswith("| ")]
    assert [len({line.count("|") for line in table}) for table in tables] == [1] * 4
    assert page.endswith("|\n")
    assert printed(capsys, samples, markdown=True, lv_a="Zaļā skola; Lousada, Someone; PT") == page


def test_samples_of_one_language_without_a_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sample(tmp_path, "ga/ga-a", "Droichead; Gaillimh; IE")
    rows = [line.split() for line in printed(capsys, tmp_path).splitlines()]
    assert ["ga", "Irish", "-", "-"] in [row[:4] for row in rows]
    assert "all" not in [row[0] for row in rows if row]


def test_an_article_without_a_record_is_told(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_languages(samples, extractor=FactsExtractor(lv_a=ValueError("a bug")), parents={}) == 1
    out, err = capsys.readouterr()
    assert err == "lv/lv-a: no record could be made: ValueError: a bug\n"
    assert "Recall per field" in out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_cuts_no_figure_off(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run_languages(samples, extractor=FactsExtractor(), parents={}) == 0
    out = terminal.getvalue()
    assert "\x1b[" in out
    assert "…" not in out
