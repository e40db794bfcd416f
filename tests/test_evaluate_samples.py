"""Sample pairs: what is read, and how clearly a fault is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate.samples import SampleError, read_samples, samples_hash

GOLD: dict[str, Any] = {
    "language": "lv",
    "about_project": True,
    "published": "2018-09-27",
    "projects": [
        {
            "names": ["Zaļā skola"],
            "references": [],
            "programmes": ["erdf"],
            "partners": [{"names": ["Lousada"], "country": "PT", "role": "lead"}],
            "countries": ["PT"],
            "start": "2017-10",
            "end": None,
            "amounts": [{"value": 1000, "currency": "EUR", "kind": "total"}],
        }
    ],
    "events": [],
}


def write(root: Path, name: str = "lv-a", gold: Any = GOLD, text: str = "Teksts.\n", suffix: str = ".txt") -> Path:
    folder = root / "lv"
    folder.mkdir(exist_ok=True)
    (folder / (name + suffix)).write_bytes(text.encode())
    path = folder / f"{name}.json"
    path.write_text(gold if isinstance(gold, str) else json.dumps(gold), encoding="utf8")
    return path


def changed(**keys: Any) -> dict[str, Any]:
    return GOLD | keys


def with_project(**keys: Any) -> dict[str, Any]:
    return GOLD | {"projects": [GOLD["projects"][0] | keys]}


def test_reads_pairs_in_order(tmp_path: Path) -> None:
    write(tmp_path, "lv-b", suffix=".html")
    write(tmp_path, "lv-a")
    (tmp_path / "README.md").write_text("about the samples")
    (tmp_path / "lv" / "notes.md").write_text("kept apart")
    (tmp_path / ".cache").mkdir()
    first, second = read_samples(tmp_path)
    assert (first.language, first.name, first.article.uri) == ("lv", "lv-a", "lv/lv-a.txt")
    assert (first.article.content, first.article.media_type) == ("Teksts.\n", "text/plain")
    assert second.article.media_type == "text/html"
    assert first.gold == GOLD


@pytest.mark.parametrize(
    ("gold", "key"),
    [
        ("{", "not valid JSON"),
        ([], "the whole: "),
        (changed(language="LV"), "language: "),
        (changed(language="cs"), "language: 'cs' does not belong into the folder 'lv'"),
        (changed(about_project="yes"), "about_project: "),
        (changed(about_project=False), "about_project is true where"),
        (changed(published="27.09.2018"), "published: "),
        (changed(published="2018-02-30"), "published: Value error, there is no such date"),
        (changed(publisher="x"), "publisher: "),
        ({k: v for k, v in GOLD.items() if k != "events"}, "events: Field required"),
        (with_project(start="2017-13"), "projects[0].start: "),
        (with_project(countries=["Portugal"]), "projects[0].countries[0]: "),
        (with_project(partners=[{"names": [], "country": None, "role": None}]), "projects[0].partners[0].names: "),
        (with_project(amounts=[{"value": "1000", "currency": "EUR"}]), "projects[0].amounts[0].value: "),
        (with_project(amounts=[{"value": float("nan"), "currency": "EUR"}]), "projects[0].amounts[0].value: "),
    ],
)
def test_a_fault_names_file_and_key(tmp_path: Path, gold: Any, key: str) -> None:
    path = write(tmp_path, gold=gold)
    with pytest.raises(SampleError) as caught:
        read_samples(tmp_path)
    assert str(path) in str(caught.value)
    assert key in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "lv-a", changed(language=1))
    write(tmp_path, "lv-b").unlink()
    write(tmp_path, "lv-c")
    (tmp_path / "lv" / "lv-c.txt").unlink()
    write(tmp_path, "lv-d")
    (tmp_path / "lv" / "lv-d.html").write_text("<p>")
    write(tmp_path, "lv-e")
    (tmp_path / "lv" / "lv-e.txt").write_bytes(b"\xff\xff")
    with pytest.raises(SampleError) as caught:
        read_samples(tmp_path)
    lines = str(caught.value).splitlines()
    assert [next(n for n in "abcde" if f"lv-{n}" in line) for line in sorted(lines)] == list("abcde")


@pytest.mark.parametrize("make", [True, False])
def test_nothing_there(tmp_path: Path, make: bool) -> None:
    folder = tmp_path / "samples"
    if make:
        folder.mkdir()
    with pytest.raises(SampleError, match="no "):
        read_samples(folder)


def test_the_hash_sees_facts_and_text_but_not_their_layout(tmp_path: Path) -> None:
    write(tmp_path)
    first = samples_hash(read_samples(tmp_path))
    write(tmp_path, gold=json.dumps(dict(reversed(GOLD.items())), indent=3), text="Teksts.\r\n")
    assert samples_hash(read_samples(tmp_path)) == first
    write(tmp_path, text="Cits teksts.\n")
    assert samples_hash(read_samples(tmp_path)) != first
    write(tmp_path, gold=with_project(end="2018"))
    assert samples_hash(read_samples(tmp_path)) != first
