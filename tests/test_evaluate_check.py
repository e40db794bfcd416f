"""The check as its users see it: exit codes, what is printed, floors, JUnit. The extractor is a fake."""

from __future__ import annotations

import io
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from support import FactsExtractor, write_sample

from pipeline.errors import KnowledgeError
from pipeline.evaluate.check import run_check
from pipeline.evaluate.counts import Difference
from pipeline.evaluate.report import describe

# The articles of these tests are their own records, see FactsExtractor.
ARTICLES = {
    "lv/lv-a": "Zaļā skola; Lousada, Porto; PT, LV",
    "lv/lv-b": "Tilts; Aizpute; LV",
    "cs/cs-a": "Mosty; Liberec, Bautzen; CZ, DE",
}


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    root = tmp_path / "samples"
    for key, text in ARTICLES.items():
        write_sample(root, key, text)
    return root


def check(samples: Path, update: bool = False, quiet: bool = False, junit: Path | None = None, **instead: Any) -> int:
    return run_check(
        samples, update_floors=update, junit=junit, quiet=quiet, extractor=FactsExtractor(**instead), parents={}
    )


def floors(samples: Path) -> Any:
    return json.loads((samples / "floors.json").read_text(encoding="utf8"))


def test_without_floors_the_figures_are_shown(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(samples, lv_a="Zaļā skola; Lousada, Somebody; PT") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "lv/lv-a" in out
    assert "lv/lv-b" not in out  # perfect articles are not told of
    assert "partner         missed   Porto" in out
    assert 'partner         spurious Somebody <- "Somebody" by fake/rule' in out
    assert "country         missed   LV" in out
    partner = next(line.split() for line in out.splitlines() if line.startswith("partner "))
    assert partner == ["partner", "1.000", "1.000", "1.000", "2", "0", "0"]  # cs comes first
    assert "lv: no floors yet; --update-floors takes them" in out
    last = out.splitlines()[-1]
    assert last.startswith("3 articles in 2 languages, micro F1 ")
    assert last.endswith(": no floors to hold yet")
    assert not (samples / "floors.json").exists()
    assert "\x1b" not in out


def test_floors_are_taken_and_hold(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(samples, update=True, lv_b="Tilts; ; LV") == 0
    assert floors(samples)["languages"]["lv"]["fields"] == {
        "about_project": 1.0,
        "country": 1.0,
        "language": 1.0,
        "partner": 0.8,
        "project_name": 1.0,
    }
    assert floors(samples)["languages"]["lv"]["articles"]["lv-b"]["partner"] == [0, 0, 1]
    assert "cs partner: new floor 1.0000" in capsys.readouterr().out
    assert check(samples, lv_b="Tilts; ; LV") == 0
    assert "the floors hold" in capsys.readouterr().out


def test_the_floors_file_is_sorted_stable_and_one_article_a_line(samples: Path) -> None:
    check(samples, update=True)
    first = (samples / "floors.json").read_bytes()
    data = json.loads(first)
    assert list(data["languages"]) == ["cs", "lv"]
    for held in data["languages"].values():
        assert list(held["fields"]) == sorted(held["fields"])
        assert list(held["articles"]) == sorted(held["articles"])
    assert sum(b'"lv-a"' in line and b'"partner"' in line for line in first.splitlines()) == 1
    check(samples, update=True)
    assert (samples / "floors.json").read_bytes() == first
    assert sorted(p.name for p in samples.iterdir()) == ["cs", "floors.json", "lv"]


@pytest.mark.parametrize("quiet", [False, True])
def test_a_fall_is_named_with_the_articles_that_lost(
    samples: Path, capsys: pytest.CaptureFixture[str], quiet: bool
) -> None:
    check(samples, update=True, lv_b="Tilts; ; LV")
    capsys.readouterr()
    # One article lost two partners, the other won one.
    assert check(samples, quiet=quiet, lv_a="Zaļā skola; ; PT, LV") == 3
    out = capsys.readouterr().out
    assert "lv partner: F1 fell from 0.8000 to 0.5000\n  lost in lv/lv-a\n" in out
    assert "lost in lv/lv-b" not in out
    assert "1 below the floor" in out
    assert ("lv/lv-a  [WORSE than at the floors: partner]" in out) is not quiet
    assert ("lv/lv-b  [BETTER than at the floors: partner; now perfect]" in out) is not quiet
    assert ("project_name" in out) is not quiet


def test_a_gain_raises_the_floor_and_a_loss_is_refused(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(samples, update=True, lv_b="Tilts; ; LV", cs_a="Mosty; ; CZ, DE")
    capsys.readouterr()
    assert check(samples, update=True, cs_a="Mosty; ; CZ, DE") == 0
    assert "lv partner: floor raised from 0.8000 to 1.0000" in capsys.readouterr().out
    before = (samples / "floors.json").read_bytes()
    # One language gains, the other one loses: nothing is written.
    assert check(samples, update=True, lv_b="Tilts; ; LV") == 3
    out = capsys.readouterr().out
    assert "lv partner: F1 fell from 1.0000 to 0.8000" in out
    assert "floors not written, for they are never lowered" in out
    assert (samples / "floors.json").read_bytes() == before


def test_rounding_is_no_fall(samples: Path) -> None:
    check(samples, update=True, lv_a="Zaļā skola; Lousada, Porto; EE, LV")
    assert floors(samples)["languages"]["lv"]["fields"]["country"] == 0.6667
    assert check(samples, lv_a="Zaļā skola; Lousada, Porto; EE, LV") == 0
    assert check(samples, update=True, lv_a="Zaļā skola; Lousada, Porto; EE, LV") == 0


def test_a_field_that_is_measured_no_more_has_fallen(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(samples, update=True)
    data = floors(samples)
    data["languages"]["lv"]["fields"]["event"] = 0.5
    (samples / "floors.json").write_text(json.dumps(data))
    capsys.readouterr()
    assert check(samples) == 3
    assert "lv event: F1 fell from 0.5000 to nothing left to measure" in capsys.readouterr().out


def test_changed_samples_keep_their_floors_until_they_are_taken_anew(
    samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check(samples, update=True)
    write_sample(samples, "lv/lv-b", "Tilts; Aizpute, Cits; LV")
    worse = {"lv_b": "Tilts; Aizpute; LV"}
    capsys.readouterr()
    assert check(samples, **worse) == 3
    out = capsys.readouterr().out
    assert "note: lv: the samples changed since the floors were taken; --update-floors takes its floors anew" in out
    assert "lv partner: F1 fell" in out
    # The other language may still not be lowered.
    assert check(samples, update=True, cs_a="Mosty; Liberec; CZ, DE", **worse) == 3
    assert floors(samples)["languages"]["lv"]["fields"]["partner"] == 1.0
    capsys.readouterr()
    assert check(samples, update=True, **worse) == 0
    assert "note: lv partner: floor lowered from 1.0000 to 0.8571 (the samples changed)" in capsys.readouterr().out
    assert check(samples, **worse) == 0
    assert "note" not in capsys.readouterr().out


def test_new_samples_are_told_of_and_taken(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(samples, update=True)
    write_sample(samples, "et/et-a", "Kool; Tartu; EE")
    capsys.readouterr()
    assert check(samples) == 0
    assert "note: et: no floors yet" in capsys.readouterr().out
    assert check(samples, update=True) == 0
    assert floors(samples)["languages"]["et"]["fields"]["partner"] == 1.0


def test_a_language_whose_samples_are_gone(samples: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    check(samples, update=True)
    for path in (samples / "cs").iterdir():
        path.unlink()
    capsys.readouterr()
    assert check(samples, junit=tmp_path / "junit.xml") == 3
    out = capsys.readouterr().out
    assert "note: cs: no samples any more" in out
    assert "  lost in cs/cs-a" in out
    assert "cs partner" in (tmp_path / "junit.xml").read_text()
    assert check(samples, update=True) == 0
    assert "note: cs partner: floor 1.0000 dropped (the samples changed)" in capsys.readouterr().out
    assert list(floors(samples)["languages"]) == ["lv"]


def test_an_article_without_a_record_fails_alone(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bug = ValueError("a bug")
    assert check(samples, quiet=True, lv_a=bug) == 1
    assert "lv/lv-a: no record could be made: ValueError: a bug" in capsys.readouterr().out
    assert check(samples, update=True, lv_a=bug) == 1
    assert not (samples / "floors.json").exists()
    check(samples, update=True)
    assert check(samples, lv_a=bug) == 3


def test_faulty_knowledge_ends_the_check(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(samples, lv_a=KnowledgeError("lv.yaml: months: missing")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "granthound check: lv.yaml: months: missing [E-DATA-000]\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "the whole"),
        ('{"version": 2}', "version"),
        ('{"languages": {"lv": {"fields": {}}}}', "languages.lv.samples"),
    ],
)
def test_faulty_floors_are_named(samples: Path, capsys: pytest.CaptureFixture[str], content: str, message: str) -> None:
    (samples / "floors.json").write_text(content)
    assert check(samples, update=True) == 2
    assert f"floors.json: {message}: " in capsys.readouterr().err
    assert (samples / "floors.json").read_text() == content


def test_faulty_samples_are_named(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (samples / "lv" / "lv-a.json").write_text("{}")
    assert check(samples) == 2
    assert "lv-a.json: about_project: Field required" in capsys.readouterr().err


def test_junit_has_one_testcase_an_article(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "reports" / "junit.xml"
    check(samples, update=True, lv_b="Tilts; ; LV")
    check(samples, junit=path, lv_a="Zaļā skola; Pa\x00ris; PT, LV", lv_b="Tilts; ; LV", cs_a=ValueError("a bug"))
    root = ET.parse(path).getroot()
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    cases = {c.get("name"): c for c in root.iter("testcase")}
    assert list(cases) == ["cs-a", "lv-a", "lv-b"]
    failure = cases["lv-a"].find("failure")
    assert failure is not None
    assert failure.get("message") == "lv partner: F1 fell from 0.8000 to 0.0000"
    assert "missed   Porto" in (failure.text or "")
    assert "spurious Pa\ufffdris" in (failure.text or "")  # XML has no way to hold a NUL
    error = cases["cs-a"].find("error")
    assert error is not None
    assert "ValueError: a bug" in (error.text or "")
    # Never perfect, but no worse than at the floors: passes and says what is missing.
    assert [e.tag for e in cases["lv-b"]] == ["system-out"]


def test_junit_is_the_same_each_time(samples: Path, tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        check(samples, junit=tmp_path / name, lv_b="Tilts; ; LV")
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()


def test_unwritable_files_are_named(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert check(samples, junit=tmp_path / "file" / "junit.xml") == 2
    assert "junit.xml: cannot be written" in capsys.readouterr().err
    (samples / "floors.json.tmp").mkdir()
    assert check(samples, update=True) == 2
    assert "floors.json: cannot be written" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_report_has_colour(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert check(samples, lv_b="Tilts; ; LV") == 0
    assert "\x1b[" in terminal.getvalue()


def test_letters_that_the_output_does_not_know_are_escaped(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    assert check(samples, lv_a="Cits nosaukums; Lousada, Porto; PT, LV") == 0
    assert b"missed   Za\\u013c\\u0101 skola" in raw.getvalue()


def test_a_difference_is_one_line() -> None:
    wrong = Difference("partner_country", "wrong", "LV", "PT", "Lousadas\npašvaldībā", "lv/places", "Lousada")
    assert (
        describe(wrong) == 'partner_country wrong    LV of Lousada (expected PT) <- "Lousadas pašvaldībā" by lv/places'
    )
