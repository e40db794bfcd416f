"""What holds for every record: evidence stands where it says, bytes are the same on every run."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import annotate
from pipeline.extract import Extractor
from pipeline.knowledge.packs import languages
from pipeline.records import Article, Record, iter_evidence

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted(p for p in (ROOT / "samples").rglob("*") if p.suffix in (".txt", ".html"))
EXTRACTOR = Extractor()


def record_of(text: str, media_type: str = "text/plain") -> Record:
    return EXTRACTOR.extract(Article(uri="a.txt", content=text, media_type=media_type))


def assert_grounded(record: Record) -> None:
    for path, evidence in iter_evidence(record):
        assert record.text[evidence.start : evidence.end] == evidence.quote, path
        assert evidence.quote.strip(), path
    for project in record.projects:
        for item in [*project.references, *project.programmes, *project.partners, *project.countries, *project.amounts]:
            assert item.evidence, item
        for date in (project.start, project.end):
            assert date is None or date.evidence


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_every_value_of_a_sample_has_its_place(path: Path) -> None:
    record = record_of(path.read_text(encoding="utf8"), "text/html" if path.suffix == ".html" else "text/plain")
    assert_grounded(record)
    assert Record.model_validate_json(record.model_dump_json()) == record


NOISE = st.lists(
    st.sampled_from(
        ["🇪🇺", "👩🏽‍🏫", "e\u0301", "\r\n", "\u00a0", "\u200b", "„", "“", "(", "1.1.2020", "%", "\t", "ﬁ", "é"]
    ),
    max_size=6,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(before=NOISE, between=NOISE, after=NOISE, sample=st.sampled_from(SAMPLES[:20]))
def test_evidence_holds_in_any_text(before: str, between: str, after: str, sample: Path) -> None:
    text = sample.read_text(encoding="utf8")
    half = len(text) // 2
    assert_grounded(record_of(before + text[:half] + between + text[half:] + after))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_a_record(text: str) -> None:
    assert_grounded(record_of(text))


def test_line_ends_and_combining_marks_change_nothing() -> None:
    text = SAMPLES[0].read_text(encoding="utf8")
    import unicodedata

    plain = record_of(text)
    other = record_of(unicodedata.normalize("NFD", text).replace("\n", "\r\n"))
    assert plain.projects == other.projects
    assert plain.text == other.text


def test_a_memory_zone_changes_nothing() -> None:
    texts = [path.read_text(encoding="utf8") for path in SAMPLES[:6]]
    before = [record_of(text) for text in texts]
    for _ in range(2):  # in the second one words are new again
        with EXTRACTOR.memory_zone():
            assert [record_of(text) for text in texts] == before
    assert [record_of(text) for text in texts] == before


def test_a_memory_zone_frees_words() -> None:
    text = SAMPLES[0].read_text(encoding="utf8")
    record_of(text)  # the pipeline is there
    strings = [nlp.vocab.strings for nlp in annotate._made]
    with EXTRACTOR.memory_zone():
        record_of(f"{text}\nXyzzyplugh\n")
        assert any("Xyzzyplugh" in words for words in strings)
    assert not any("Xyzzyplugh" in words for words in strings)


def test_a_language_without_a_pack_still_gets_its_record() -> None:
    text = (
        "An scoil againne agus an tionscadal Erasmus+ 2019-1-IE01-KA229-051234. Bhuail na daltaí leis na múinteoirí ón bPortaingéil "
        "agus ón Iodáil i mBaile Átha Cliath le linn na seachtaine seo caite, agus labhair siad faoin timpeallacht."
    )
    record = record_of(text)
    assert record.language.code not in languages()
    assert "W-LANG-001" in {w.code for w in record.warnings}
    assert record.about_project
    assert {p.id for x in record.projects for p in x.programmes} == {"erasmus-plus"}
    assert [r.value for x in record.projects for r in x.references] == ["2019-1-IE01-KA229-051234"]


@pytest.mark.slow
@pytest.mark.timeout(600)  # all samples twice, each time from nothing
def test_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    digests = set()
    for seed, zone, folder in (("0", "UTC", tmp_path), ("4711", "Pacific/Auckland", ROOT)):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
        code = (
            "import sys, pathlib\nfrom pipeline.extract import Extractor\nfrom pipeline.records import Article\ne = Extractor()\n"
            "for p in sorted(pathlib.Path(sys.argv[1]).rglob('*.txt')):\n"
            "    sys.stdout.buffer.write(e.extract(Article(uri=p.name, content=p.read_text(encoding='utf8'))).model_dump_json().encode())\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(ROOT / "samples")],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=True,
        )
        digests.add(hashlib.sha256(done.stdout).hexdigest())
        assert done.stdout
    assert len(digests) == 1


def test_the_contract_only_grows() -> None:
    """Version 1's fields are all there."""
    schema = Record.model_json_schema()
    wanted = json.loads((ROOT / "tests" / "contract_v1.json").read_text())
    for model, fields in wanted.items():
        properties = schema["properties"] if model == "Record" else schema["$defs"][model]["properties"]
        assert set(fields) <= set(properties), model
