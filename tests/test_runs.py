"""Runs into a folder: shards, markers, errors, statistics, duplicates, poison articles, and going on."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from runs_support import Run, errors, output, shards, write

from pipeline.errors import KnowledgeError, OutputError, RunError
from pipeline.read import ReadOptions
from pipeline.runs import blocks, plan


def test_what_a_run_leaves(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, *(f"project {n}" for n in range(7)), name="a.jsonl")
    (archive / "b.txt").write_text("boom", "utf-8")
    (archive / "c.txt").write_text("šodien", "utf-8")
    (archive / "d.txt").write_bytes(b"")
    (archive / "e.doc").write_bytes(b"x")
    statistics = run(shard_size=3)
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "done", "errors.jsonl", "inputs.jsonl", "manifest.json", *(f"records-0000{n}.jsonl" for n in range(3)), "statistics.json",
    ]  # fmt: skip
    assert [[record.text for record in shard] for shard in shards(out)] == [
        ["project 0", "project 1", "project 2"], ["project 3", "project 4", "project 5"], ["project 6", "šodien"],
    ]  # fmt: skip
    assert [(Path(e["uri"]).name, e["item"], e["stage"], e["code"]) for e in errors(out)] == [
        ("b.txt", None, "extract", "E-EXTRACT-001"),
        ("d.txt", None, "read", "E-READ-003"),
    ]
    for number, marker in enumerate(json.loads(path.read_text()) for path in sorted((out / "done").iterdir())):
        data = (out / f"records-{number:05d}.jsonl").read_bytes()
        assert (marker["rows"], marker["size"]) == (len(data.splitlines()), len(data))
        assert marker["sha256"] == hashlib.sha256(data).hexdigest()
    assert json.loads((out / "statistics.json").read_text()) == statistics.plain() == {
        "articles": 8, "records": 8, "left_out": 0, "about_projects": 7, "duplicates": 0,
        "errors": {"E-EXTRACT-001": 1, "E-READ-003": 1}, "languages": {"en": 7, "lv": 1}, "warnings": {}, "skipped": {".doc": 1},
    }  # fmt: skip
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["settings"]["shard_size"] == 3
    assert manifest["inputs"]["files"] == 4


def test_blocks_tasks_and_processes_change_nothing(
    run: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        write(archive, *(f"project {number} {n % 4}" for n in range(9)), "boom", name=f"{number}.jsonl")
    run(out="one")
    monkeypatch.setattr(blocks, "BLOCK_ARTICLES", 4)
    monkeypatch.setattr(plan, "TASK_FILES", 2)
    run(out="two", jobs=3)
    one, two = output(tmp_path / "one"), output(tmp_path / "two")
    for marker in (name for name in one if name.startswith("done/")):
        for markers in (one, two):  # where a run stands is told in tasks and blocks
            markers[marker] = json.dumps({**json.loads(markers[marker]), "position": None}).encode()
    assert one == two
    assert len(errors(tmp_path / "one")) == 6


def test_duplicates(run: Run, archive: Path, tmp_path: Path) -> None:
    texts = [
        "The project began.",
        "another",
        "THE  project – began!",
        "...",
        "!",
        "the project began 2",
        "The\nproject\nbegan",
    ]
    write(archive, *texts)
    statistics = run(shard_size=2)
    found = [record for shard in shards(tmp_path / "out") for record in shard]
    assert [record.text for record in found] == texts
    assert [texts[n] for n, record in enumerate(found) if record.duplicate_of] == [texts[2], texts[6]]
    assert {record.duplicate_of for record in found} == {None, found[0].id}
    assert statistics.duplicates == 2


def test_a_text_about_duplicates_is_left_alone(run: Run, archive: Path, tmp_path: Path) -> None:
    text = '"duplicate_of":null and {"duplicate_of":null}'
    write(archive, text, text)
    run()
    [[first, second]] = shards(tmp_path / "out")
    assert (first.text, second.text) == (text, text)
    assert (first.duplicate_of, second.duplicate_of) == (None, first.id)


def test_only_projects(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, "project 1", "rain", "boom", "project 2", "rain", "project 1")
    statistics = run(only_projects=True)
    [records] = shards(tmp_path / "out")
    assert [record.text for record in records] == ["project 1", "project 2", "project 1"]
    assert (statistics.articles, statistics.records, statistics.left_out, statistics.duplicates) == (5, 3, 2, 1)
    assert [e["item"] for e in errors(tmp_path / "out")] == ["3"]


def test_poison_articles_are_left_out(run: Run, archive: Path, tmp_path: Path) -> None:
    poison = [
        ("loop", "E-EXTRACT-002", "took more than 1 seconds"),
        ("hog", "E-EXTRACT-003", "needed more than 200 MB of memory"),
        ("crash", "E-EXTRACT-004", "crashed the process that read it (signal 11)"),
        ("exit", "E-EXTRACT-004", "crashed the process that read it (exit code 3)"),
        ("leave", "E-EXTRACT-004", "crashed the process that read it (exit code 4)"),
    ]
    path = write(archive, *(text for word, _, _ in poison for text in (word, f"project {word}ed")))
    statistics = run(article_seconds=1, article_memory=200)
    [records] = shards(tmp_path / "out")
    assert [record.text for record in records] == [f"project {word}ed" for word, _, _ in poison]
    for (_, code, says), error, item in zip(poison, errors(tmp_path / "out"), "13579", strict=True):
        assert (error["item"], error["stage"], error["code"]) == (item, "extract", code)
        assert f"{path}, item {item}: {says} " in error["message"]
    assert statistics.errors == {"E-EXTRACT-002": 1, "E-EXTRACT-003": 1, "E-EXTRACT-004": 3}


@pytest.mark.slow
def test_memory_is_watched_where_the_system_cannot_limit_it(
    run: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(archive, "hog", "project 2")
    run(article_memory=200, extractor="poison:Unlimited")
    assert [e["code"] for e in errors(tmp_path / "out")] == ["E-EXTRACT-003"]
    assert len(shards(tmp_path / "out")[0]) == 1


def test_a_process_that_somebody_ends_costs_nothing(run: Run, archive: Path, tmp_path: Path) -> None:
    order = tmp_path / "order"
    order.touch()
    write(archive, "project 1", "once project 2", "project 3")
    run(extractor_options={"once": str(order)})
    assert not order.exists()
    assert [record.text for record in shards(tmp_path / "out")[0]] == ["project 1", "once project 2", "project 3"]
    assert errors(tmp_path / "out") == []


def test_what_an_extractor_prints_harms_nobody(
    run: Run, archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(archive, "print 1", "print 2")
    run()
    assert len(shards(tmp_path / "out")[0]) == 2
    captured = capfd.readouterr()
    assert (captured.out, captured.err.count("this is no frame")) == ("", 2)


@pytest.mark.parametrize(
    ("extractor", "error", "says"),
    [
        ("poison:NoStart", KnowledgeError, "no data here"),
        ("poison:Dies", RunError, r"ended before it was ready \(exit code 9\)"),
    ],
)
def test_a_run_that_cannot_extract_stops(
    run: Run, archive: Path, tmp_path: Path, extractor: str, error: type[Exception], says: str
) -> None:
    write(archive, "project 1")
    with pytest.raises(error, match=says):
        run(extractor=extractor)
    assert not (tmp_path / "out" / "statistics.json").exists()


def test_broken_data_stops_the_run_and_it_can_be_gone_on_with(
    run: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_ARTICLES", 2)
    write(archive, "project 1", "project 2", "broken", "project 4")
    with pytest.raises(KnowledgeError, match="a pack is broken") as raised:
        run()
    assert raised.value.code == "E-DATA-099"
    assert [path.name for path in (tmp_path / "out" / "parts" / "00000").iterdir()] == ["000000.jsonl"]


def test_nothing_to_read(run: Run, archive: Path, tmp_path: Path) -> None:
    statistics = run()
    assert (statistics.articles, statistics.errors) == (0, {"E-READ-009": 1})
    assert output(tmp_path / "out")["records-00000.jsonl"] == b""


def test_no_article_in_a_file(run: Run, archive: Path, tmp_path: Path) -> None:
    (archive / "a.jsonl").write_bytes(b"\n\n")
    write(archive, "project", name="b.jsonl")
    assert run().articles == 1


def test_fields_are_handed_on(run: Run, archive: Path, tmp_path: Path) -> None:
    (archive / "a.jsonl").write_text('{"text": "not this", "story": "project this"}\n')
    run(reading=ReadOptions(text="story"))
    assert [record.text for record in shards(tmp_path / "out")[0]] == ["project this"]


def test_output_inside_the_input_is_not_read(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, "project 1")
    first = run(out="in/out")
    again = run(out="in/out", resume=True)
    assert first.articles == again.articles == 1


def test_a_run_is_not_begun_twice(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, "project 1")
    run()
    with pytest.raises(RunError, match="holds a run already") as raised:
        run()
    assert raised.value.code == "E-RUN-001"
    (tmp_path / "out" / "manifest.json").unlink()
    with pytest.raises(RunError, match=r"no manifest\.json"):
        run(resume=True)


def test_resume_begins_and_ends(run: Run, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(archive, "project 1", "boom")
    run(resume=True)
    before = output(tmp_path / "out")
    capsys.readouterr()
    run(resume=True, quiet=False)
    assert output(tmp_path / "out") == before
    assert capsys.readouterr().err.splitlines() == [
        "1 articles, 1 about projects, 0 duplicates; 1 errors, 0 warnings",
        "errors: E-EXTRACT-001 1",
        "languages: en 1",
        f"records are in {tmp_path / 'out'}",
    ]


def test_resume_says_what_changed(run: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        write(archive, "project 1", name=f"{name}.jsonl")
    run()
    write(archive, "project 1", "and more", name="b.jsonl")
    (archive / "c.jsonl").unlink()
    write(archive, "project 1", name="d.jsonl")
    monkeypatch.setattr("pipeline.runs.manifest.__version__", "99")
    with pytest.raises(RunError) as raised:
        run(resume=True, only_projects=True, reading=ReadOptions(text="story"), extractor_options={"slow": 0.5})
    assert raised.value.code == "E-RUN-002"
    from pipeline import __version__

    assert str(raised.value).splitlines()[1:-1] == [
        f"  version of granthound: was {__version__}, is 99",
        "  extractor_options.slow: was null, is 0.5",
        "  only_projects: was false, is true",
        '  reading.text: was null, is "story"',
        f"  new inputs: {archive / 'd.jsonl'}",
        f"  gone inputs: {archive / 'c.jsonl'}",
        f"  changed inputs: {archive / 'b.jsonl'}",
    ]


def test_resume_knows_other_language_data(
    run: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(archive, "project 1")
    run()
    (tmp_path / "models").mkdir()
    monkeypatch.setattr("pipeline.runs.manifest.models_dir", lambda: tmp_path / "models")
    with pytest.raises(RunError, match=r"the language data \(models/\) is not what it was"):
        run(resume=True)


def test_resume_knows_another_order(run: Run, archive: Path) -> None:
    one, two = write(archive, "1", name="1.jsonl"), write(archive, "2", name="2.jsonl")
    run(one, two)
    with pytest.raises(RunError, match="the inputs come in another order"):
        run(two, one, resume=True)


def test_a_broken_manifest(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, "project 1")
    run()
    for name in ("inputs.jsonl", "manifest.json"):
        (tmp_path / "out" / name).write_text("[]")
        with pytest.raises(RunError, match="does not hold the plan of a run") as raised:
            run(resume=True)
        assert raised.value.code == "E-RUN-003"


def test_a_shard_that_was_changed(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, "project 1", "project 2")
    run()
    shard = tmp_path / "out" / "records-00000.jsonl"
    for damage in (b"", b"{}\n", shard.read_bytes()[:-1], None):
        if damage is None:
            shard.unlink()
        else:
            shard.write_bytes(damage)
        with pytest.raises(RunError, match=r"records-00000\.jsonl: is not what was written") as raised:
            run(resume=True)
        assert raised.value.code == "E-RUN-006"


def test_standard_input_and_pipes_are_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="Standard input cannot be read again"):
        run(Path("-"))
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(RunError, match="no ordinary file") as raised:
        run(tmp_path / "pipe.jsonl")
    assert raised.value.code == "E-RUN-007"


def test_the_output_is_an_input(run: Run, archive: Path) -> None:
    with pytest.raises(OutputError, match="is an input, too"):
        run(out="in")


def test_one_run_at_a_time(run: Run, archive: Path, tmp_path: Path) -> None:
    from pipeline.runs.folder import Folder

    write(archive, "project 1")
    (tmp_path / "out").mkdir()
    with Folder(tmp_path / "out").alone(), pytest.raises(RunError, match="another run is writing") as raised:
        run()
    assert raised.value.code == "E-RUN-005"
    run()


def test_a_folder_that_cannot_be_made(run: Run, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written") as raised:
        run(out="file/out")
    assert raised.value.code == "E-WRITE-001"


def test_a_full_disk(run: Run, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run stops, and goes on when there is room again."""
    write(archive, *(f"project {n}" for n in range(6)))
    real = os.fsync
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 7:  # the plan took four, the first shard with its folder two
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match=r"no space left on device\).* go on with --resume"):
        run(shard_size=2)
    assert len(calls) == 7
    run(shard_size=2, resume=True)
    run(shard_size=2, out="other")
    assert output(tmp_path / "out") == output(tmp_path / "other")


def test_parts_that_disappear(run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(archive, "project 1")
    monkeypatch.setattr("pipeline.runs.parts.Parts.write", lambda *_: None)
    with pytest.raises(RunError, match="parts that were made are gone") as raised:
        run()
    assert raised.value.code == "E-RUN-009"


def test_xml_that_is_no_feed_is_counted_in_folders_and_an_error_by_name(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    write(archive, "project")
    sitemap = archive / "sitemap.xml"
    sitemap.write_text("<urlset><url/></urlset>", "utf-8")
    statistics = run()
    assert (statistics.articles, statistics.errors, statistics.skipped) == (1, {}, {"no feed": 1})
    assert run(resume=True) == statistics
    assert run(sitemap, out="other").errors == {"E-READ-018": 1}


def test_what_a_process_has_loaded_is_left_out_of_its_collections(run: Run, archive: Path, tmp_path: Path) -> None:
    write(archive, *(f"project {n}" for n in range(4)))
    run(extractor="poison:Frozen")
    counts = [int(record.title or "") for shard in shards(tmp_path / "out") for record in shard]
    assert counts[0] == 0 < 10_000 < min(counts[1:])
