"""Planned runs by datatrove's executors: the output is that of a run on one machine, byte for byte."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from runs_support import errors, output, runner, write

from pipeline.cluster import launch
from pipeline.errors import RunError
from pipeline.runs import plan
from pipeline.runs.run import complete, prepare, work
from pipeline.runs.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = Settings(extractor="poison:PoisonExtractor", article_seconds=20, shard_size=30)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seven tasks with duplicates across them, failures, and articles that end their process."""
    monkeypatch.setattr(plan, "TASK_FILES", 2)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        write(folder, *(f"project {number} {n % 7}" for n in range(13)), "the same project", name=f"{number:02d}.jsonl")
    write(folder, "crash", "project", "exit", "boom", name="99.jsonl")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture
def planned(archive: Path, tmp_path: Path) -> Path:
    prepare([str(archive)], tmp_path / "out", SETTINGS)
    return tmp_path / "out"


def straight(tmp_path: Path, archive: Path) -> dict[str, bytes]:
    """The output of a run on this machine."""
    settings = {name: value for name, value in SETTINGS.plain().items() if name != "reading"}
    statistics = runner(tmp_path, archive)(out="straight", jobs=2, **settings)
    assert statistics.duplicates == 12 * 6 + 11
    assert len(errors(tmp_path / "straight")) == 4
    return output(tmp_path / "straight")


@pytest.mark.slow
def test_shares_make_up_the_whole(planned: Path, archive: Path, tmp_path: Path) -> None:
    from pipeline.runs.folder import Folder

    folder = Folder(planned)
    done = [work(folder, rank, 2) for rank in (1, 0)]
    assert [progress.tasks for progress in done] == [3, 4]
    assert work(folder, 0, 2).articles == 0  # a rank that is run again
    assert complete(folder, jobs=1, quiet=True).records == 12 * 14 + 1
    assert work(folder, 1, 2).tasks == 0
    assert output(planned) == straight(tmp_path, archive)


@pytest.mark.slow
def test_a_share_left_undone_is_done_in_the_end(planned: Path, archive: Path, tmp_path: Path) -> None:
    from pipeline.runs.folder import Folder

    work(Folder(planned), 2, 3)
    complete(Folder(planned), jobs=1, quiet=True)
    assert output(planned) == straight(tmp_path, archive)


def test_no_plan(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="does not hold the plan of a run") as raised:
        launch.run_local(tmp_path, launch.Machines())
    assert raised.value.code == "E-RUN-003"


@pytest.mark.parametrize("missing", ["datatrove", "ray"])
def test_without_the_extra(planned: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    pytest.importorskip("datatrove")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(RunError, match=r'pip install "granthound\[cluster\]"') as raised:
        launch.run_ray(planned, launch.Machines())
    assert raised.value.code == "E-RUN-008"


@pytest.mark.slow
def test_on_this_machine(planned: Path, archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    statistics = launch.run_local(planned, launch.Machines(workers=2))
    assert statistics.records == 12 * 14 + 1
    assert output(planned) == straight(tmp_path, archive)
    launch.run_local(planned, launch.Machines(workers=3))  # again, cut otherwise: nothing is left to do
    assert output(planned) == output(tmp_path / "straight")


@pytest.mark.slow
def test_on_ray(planned: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    try:
        launch.run_ray(planned, launch.Machines(workers=2, memory_gb=1))
    finally:
        ray.shutdown()
    assert output(planned) == straight(tmp_path, archive)
    # The ranks did it, not the process that puts the output together.
    assert len(list((planned / "cluster" / "completions").iterdir())) == 7


SHIMS = {
    # A cluster that does every job at once, one share after another.
    "sbatch": """
        echo "$@" >>"$SHIM_LOG"
        script="${@: -1}"
        range=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
        export SLURM_NODELIST=localhost
        for id in $(seq 0 "$range"); do
            SLURM_ARRAY_TASK_ID=$id bash "$script" >>"$SHIM_LOG.$id" 2>&1 || exit 1
        done
        number=$(($(cat "$SHIM_LOG.number" 2>/dev/null || echo 40) + 1))
        echo $number >"$SHIM_LOG.number"
        echo "Submitted batch job $number"
    """,
    "srun": """
        while [[ $1 == -* ]]; do [[ $1 == -n ]] && shift; shift; done
        exec "$@"
    """,
    "scontrol": "echo localhost",
    "merge_stats": "true",
}


@pytest.mark.slow
def test_on_slurm(planned: Path, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("datatrove")
    shims = tmp_path / "shims"
    shims.mkdir()
    python = "from datatrove.tools.launch_pickled_pipeline import main; main()"
    for name, text in {**SHIMS, "launch_pickled_pipeline": f'exec {sys.executable} -c "{python}" "$@"'}.items():
        (shims / name).write_text(f"#!/bin/bash\n{text}\n")
        (shims / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{shims}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SHIM_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
    machines = launch.Machines(workers=1, jobs=2, memory_gb=3, partition="small", time="01:00:00")
    dry = launch.slurm_scripts(planned, machines)
    assert not (tmp_path / "log").exists()
    assert {"#SBATCH --array=0-3%1", "#SBATCH --cpus-per-task=2", "#SBATCH --mem-per-cpu=3G"} < set(dry[0].splitlines())
    assert {"#SBATCH --partition=small", "#SBATCH --time=01:00:00", "#SBATCH --requeue"} < set(dry[0].splitlines())
    numbers = launch.submit_slurm(planned, machines)
    calls = (tmp_path / "log").read_text().splitlines()
    assert numbers == ["41", "43"]  # the jobs between them put datatrove's own statistics together
    assert f"--dependency=afterok:{numbers[0]}" in calls[2]
    for name, script in zip(("extract", "finish"), dry, strict=True):
        assert (planned / "cluster" / name / "launch_script.slurm").read_text() == script
    assert output(planned) == straight(tmp_path, archive)
