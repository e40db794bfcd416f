"""Runs that are ended at any moment, or whose processes are: what comes out in the end is the same."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from runs_support import Run, errors, output, shards, write

from pipeline.runs.statistics import Statistics

ROOT = Path(__file__).resolve().parent.parent
POISON = "poison:PoisonExtractor"


def fill(archive: Path, *, poison: bool) -> None:
    """Files small and large, with duplicates, failures, and articles that end their process."""
    for number in range(8):
        write(archive, *(f"project {number} {n % 11}" for n in range(37)), "boom", name=f"many-{number}.jsonl")
        (archive / f"one-{number}.txt").write_text(f"šodien {number}", "utf-8")
    (archive / "binary.txt").write_bytes(b"%PDF-1.4")
    if poison:
        write(archive, "project x", "crash", "project y", "exit", name="poison.jsonl")


def start(out: Path, jobs: int, *inputs: Path, slow: float = 0.0, extractor: str = POISON) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "tests" / "archive_run.py"), str(out), str(jobs), str(slow), extractor]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return subprocess.Popen([*command, *map(str, inputs)], env=environment, stderr=subprocess.PIPE)


def complete(out: Path, jobs: int, *inputs: Path, extractor: str = POISON) -> None:
    process = start(out, jobs, *inputs, extractor=extractor)
    _, said = process.communicate(timeout=100)
    assert process.returncode == 0, said.decode()


def kill_again_and_again(
    out: Path, jobs: int, *inputs: Path, times: int, longest: float, slow: float = 0.0, extractor: str = POISON
) -> int:
    """Kills a run at random moments, and goes on with it; how often it was killed before it came to its end."""
    rng = random.Random(jobs)
    for killed in range(times):
        process = start(out, jobs, *inputs, slow=slow, extractor=extractor)
        children = psutil.Process(process.pid)
        time.sleep(rng.uniform(0.3, longest))
        family = children.children(recursive=True) if process.poll() is None else []
        process.kill()
        process.communicate()
        if (out / "statistics.json").exists():
            return killed
        assert psutil.wait_procs(family, timeout=10)[1] == []  # none is left behind
    return times


def settings_of(out: Path) -> object:
    return json.loads((out / "manifest.json").read_text())["settings"]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 4])
def test_killed_again_and_again(archive: Path, tmp_path: Path, jobs: int) -> None:
    fill(archive, poison=True)
    slow = 0.01
    killed = kill_again_and_again(tmp_path / "killed", jobs, archive, times=10, longest=2.5, slow=slow)
    process = start(tmp_path / "killed", jobs, archive, slow=slow)
    _, said = process.communicate(timeout=100)
    assert process.returncode == 0, said.decode()
    process = start(tmp_path / "straight", 2, archive, slow=slow)
    _, said = process.communicate(timeout=100)
    assert process.returncode == 0, said.decode()
    assert killed >= 3
    print(f"killed {killed} times")
    straight = output(tmp_path / "straight")
    assert output(tmp_path / "killed") == straight
    assert len(straight) > 20
    assert [e["code"] for e in errors(tmp_path / "straight")] == [
        "E-READ-004", *["E-EXTRACT-001"] * 8, "E-EXTRACT-004", "E-EXTRACT-004",
    ]  # fmt: skip
    statistics = json.loads(straight["statistics.json"])
    assert (statistics["records"], statistics["duplicates"]) == (8 * 37 + 8 + 2, 8 * (37 - 11))
    left = {path.name for path in (tmp_path / "killed").iterdir()}
    assert "parts" not in left
    assert not any(name.endswith(".part") for name in left)


@pytest.mark.slow
def test_killed_at_every_step(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run is killed before its first file gets its name, the next before its second one, and so on."""
    write(archive, *(f"project {n % 20}" for n in range(33)), "boom", "exit")
    for step in range(60):
        monkeypatch.setenv("KILL_AT", str(step))
        process = start(tmp_path / "killed", 1, archive)
        _, said = process.communicate(timeout=100)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, said.decode()
    monkeypatch.delenv("KILL_AT")
    assert 4 < step < 59
    complete(tmp_path / "straight", 1, archive)
    assert output(tmp_path / "killed") == output(tmp_path / "straight")
    assert len(shards(tmp_path / "killed")) == 2
    assert [path.name for path in (tmp_path / "killed").rglob("*.part")] == []
    print(f"killed {step} times")


@pytest.mark.slow
def test_the_real_extractor_killed(tmp_path: Path) -> None:
    samples = ROOT / "samples" / "lv"
    real = "pipeline.extract:Extractor"
    kill_again_and_again(tmp_path / "killed", 2, samples, times=4, longest=5, extractor=real)
    complete(tmp_path / "killed", 2, samples, extractor=real)
    complete(tmp_path / "straight", 1, samples, extractor=real)
    assert output(tmp_path / "killed") == output(tmp_path / "straight")
    assert len(shards(tmp_path / "killed")[0]) == 18


def test_an_endless_loop_ends_with_the_run(archive: Path, tmp_path: Path) -> None:
    """Nobody is left behind that eats a processor for ever."""
    write(archive, "project", "loop")
    process = start(tmp_path / "out", 1, archive)
    try:
        family = wait_for_children(process, 2)
        time.sleep(0.5)
    finally:
        process.kill()
        process.communicate()
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_interrupted_by_the_user(archive: Path, tmp_path: Path) -> None:
    write(archive, *(f"project {n}" for n in range(150)))
    process = start(tmp_path / "out", 1, archive, slow=0.05)
    family = wait_for_children(process, 2)
    while not any((tmp_path / "out").glob("parts/*/*.jsonl")):
        time.sleep(0.05)
    for each in (process.pid, *(child.pid for child in family)):  # as a terminal does
        os.kill(each, signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode != 0
    assert f"Interrupted. What is done is in {tmp_path / 'out'}: go on with --resume." in said.decode()
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert not (tmp_path / "out" / "statistics.json").exists()
    process = start(tmp_path / "out", 2, archive, slow=0.05)
    _, said = process.communicate(timeout=60)
    assert b"150 articles, 150 about projects" in said


def wait_for_children(process: subprocess.Popen[bytes], number: int) -> list[psutil.Process]:
    parent = psutil.Process(process.pid)
    end = time.monotonic() + 20
    while len(children := parent.children(recursive=True)) < number and time.monotonic() < end:
        time.sleep(0.05)
    assert len(children) == number
    return children


@pytest.mark.slow
def test_a_reader_that_somebody_ends_costs_nothing(archive: Path, tmp_path: Path) -> None:
    write(archive, *(f"project {n} " + "x" * 20_000 for n in range(300)))
    process = start(tmp_path / "out", 1, archive, slow=0.005)
    family = wait_for_children(process, 2)
    while not any((tmp_path / "out").glob("parts/*/*.jsonl")):
        time.sleep(0.02)
    [reader] = [child for child in family if "pipeline.runs.reading" in child.cmdline()]
    reader.kill()
    _, said = process.communicate(timeout=60)
    assert b"300 articles, 300 about projects, 0 duplicates; 0 errors" in said
    found = [record.text.split()[1] for shard in shards(tmp_path / "out") for record in shard]
    assert found == [str(n) for n in range(300)]


@pytest.mark.slow
def test_files_that_end_their_reader(
    run: Run,
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.runs.source.READER", "poison_reader")
    monkeypatch.setattr("pipeline.runs.source.PATIENCE", 1)
    for name in ("crash-0", "crash-2", "hog-1", "loop-3", "well"):
        write(archive, *(f"project {name} {n}" for n in range(4)), name=f"{name}.jsonl")
    statistics: Statistics = run(article_seconds=1.5, article_memory=200)
    found = [record.text.removeprefix("project ") for shard in shards(tmp_path / "out") for record in shard]
    assert found == [
        "crash-2 0", "crash-2 1", "hog-1 0", "loop-3 0", "loop-3 1", "loop-3 2", *(f"well {n}" for n in range(4)),
    ]  # fmt: skip
    told = [
        (Path(e["uri"]).name, e["stage"], e["code"], e["message"].partition(": ")[2]) for e in errors(tmp_path / "out")
    ]
    rest = "the rest of the file was not read. Take out what is behind them, or repair the file."
    assert told == [
        ("crash-0.jsonl", "read", "E-READ-032", f"the process that read it crashed (signal 11) after 0 articles; {rest}"),
        ("crash-2.jsonl", "read", "E-READ-032", f"the process that read it crashed (signal 11) after 2 articles; {rest}"),
        ("hog-1.jsonl", "read", "E-READ-031", f"reading took more than 200 MB of memory after 1 articles; {rest}"),
        ("loop-3.jsonl", "read", "E-READ-030", f"one step of reading took more than 1.5 seconds after 3 articles; {rest}"),
    ]  # fmt: skip
    assert statistics.errors.total() == 4
