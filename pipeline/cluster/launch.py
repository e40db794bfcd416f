"""A planned run handed to one of datatrove's executors."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import RunError
from pipeline.runs.folder import Folder
from pipeline.runs.manifest import read_plan, same_version
from pipeline.runs.run import complete
from pipeline.runs.statistics import Statistics

NO_EXTRA = "E-RUN-008"

#: Shares for each worker, so that one that gets slow articles does not hold up the others for long.
SHARES = 4
#: Most ranks: what a Slurm array may have by default.
MAX_RANKS = 1000


@dataclass(frozen=True, slots=True)
class Machines:
    """What to run on. ``workers`` ranks run at a time, with ``jobs`` extracting processes each and ``memory_gb`` of
    memory for each of these. ``address`` is that of a Ray cluster (None: one on this machine). ``partition``, ``time``
    (as in ``24:00:00``), ``venv`` (its ``bin/activate``) and further ``sbatch`` arguments are Slurm's.
    """

    workers: int = 1
    jobs: int = 1
    memory_gb: int = 4
    address: str | None = None
    partition: str = ""
    time: str = "24:00:00"
    venv: str | None = None
    sbatch: dict[str, str] = field(default_factory=dict)


def run_local(root: Path, machines: Machines) -> Statistics:
    """On this machine, by datatrove's LocalPipelineExecutor; ``root`` is the folder of a planned run."""
    folder = _planned(root)
    executor = _executor("datatrove.executor.local", "LocalPipelineExecutor", folder, machines)
    executor.run()
    return complete(folder, jobs=machines.workers * machines.jobs, quiet=True)


def run_ray(root: Path, machines: Machines) -> Statistics:
    """On a Ray cluster. What ranks that were lost have left undone is done by this process."""
    folder = _planned(root)
    executor = _executor(
        "datatrove.executor.ray",
        "RayPipelineExecutor",
        folder,
        machines,
        cpus_per_task=machines.jobs,
        mem_per_cpu_gb=machines.memory_gb,
    )
    ray = _library("ray")
    ours = not ray.is_initialized()
    if ours:
        ray.init(address=machines.address, log_to_driver=False, include_dashboard=False)
    try:
        executor.run()
    finally:
        if ours:
            ray.shutdown()
    return complete(folder, jobs=machines.jobs, quiet=True)


def submit_slurm(root: Path, machines: Machines) -> list[str]:
    """Submits two jobs, an array of ranks and one that makes the shards when all are done; their numbers."""
    extract, finish = _slurm(root, machines)
    finish.depends = extract
    finish.run()
    return [str(extract.job_id), str(finish.job_id)]


def slurm_scripts(root: Path, machines: Machines) -> list[str]:
    """The scripts that :func:`submit_slurm` would submit."""
    return [
        executor.get_launch_file_contents(
            executor.get_sbatch_args(executor.tasks),
            f"srun  -l -n 1 launch_pickled_pipeline {executor.logging_dir.resolve_paths('executor.pik')}",
        )
        for executor in _slurm(root, machines)
    ]


def ranks(folder: Folder, workers: int) -> int:
    """How many shares the run is cut into."""
    return max(1, min(len(read_plan(folder).tasks), workers * SHARES, MAX_RANKS))


def _executor(module: str, name: str, folder: Folder, machines: Machines, **more: Any) -> Any:
    """An executor that goes over all ranks from here."""
    root = folder.root.resolve()
    return getattr(_datatrove(module), name)(
        [_steps().ExtractStep(str(root), machines.jobs)],
        tasks=ranks(folder, machines.workers),
        workers=machines.workers,
        logging_dir=str(root / "cluster"),
        skip_completed=False,
        **more,
    )


def _slurm(root: Path, machines: Machines) -> tuple[Any, Any]:
    folder, steps = _planned(root), _steps()
    logs = root.resolve() / "cluster"

    def executor(name: str, step: Any, tasks: int) -> Any:
        return _datatrove("datatrove.executor.slurm").SlurmPipelineExecutor(
            [step],
            tasks=tasks,
            workers=min(machines.workers, tasks),
            time=machines.time,
            partition=machines.partition,
            cpus_per_task=machines.jobs,
            mem_per_cpu_gb=machines.memory_gb,
            job_name=f"granthound-{name}",
            qos=machines.sbatch.get("qos", ""),
            venv_path=machines.venv,
            sbatch_args=machines.sbatch,
            logging_dir=str(logs / name),
            slurm_logs_folder=str(logs / name / "slurm"),
            skip_completed=False,
        )

    where = str(root.resolve())
    return (
        executor("extract", steps.ExtractStep(where, machines.jobs), ranks(folder, machines.workers)),
        executor("finish", steps.FinishStep(where, machines.jobs), 1),
    )


def _planned(root: Path) -> Folder:
    """Raises RunError (E-RUN-003) where the folder holds no plan, E-RUN-002 where it is another version's."""
    folder = Folder(root)
    same_version(folder)
    return folder


def _steps() -> Any:
    return _datatrove("pipeline.cluster.steps")


def _datatrove(module: str) -> Any:
    """A module that needs datatrove."""
    _library("datatrove")
    return importlib.import_module(module)


def _library(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RunError(
            f"Runs on many machines need a library that is not installed ({error}). "
            'Install it: pip install "granthound[cluster]"',
            code=NO_EXTRA,
        ) from error
