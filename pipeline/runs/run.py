"""The door to runs over archives: begin one, go on with one, do a share of one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.batch import OUTPUT_IS_INPUT
from pipeline.errors import OutputError, RunError
from pipeline.runs.durable import make_folder
from pipeline.runs.engine import Engine, Progress
from pipeline.runs.finish import Finisher
from pipeline.runs.folder import Folder
from pipeline.runs.manifest import read_plan, same_plan, same_version, write_manifest
from pipeline.runs.parts import Parts
from pipeline.runs.plan import Plan, make_plan
from pipeline.runs.progress import progress
from pipeline.runs.settings import Settings
from pipeline.runs.shards import position_behind
from pipeline.runs.statistics import Statistics

RUN_EXISTS = "E-RUN-001"

_WAIT_SECONDS = 0.5


def run_folder(
    inputs: Sequence[str],
    output: Path,
    settings: Settings,
    *,
    jobs: int | None = None,
    resume: bool = False,
    quiet: bool = False,
) -> Statistics:
    """Extracts all articles of the inputs into a folder of shards and counts them.

    ``jobs`` processes extract (None: as many as there are processors). With ``resume`` a run that was interrupted is
    gone on with; where there is none, one is begun. Raises RunError where the folder holds a run and ``resume`` is
    not given, or one with other inputs or settings; OutputError where it cannot be written.
    """
    folder = prepare(inputs, output, settings, resume=resume)
    return complete(folder, jobs=jobs, quiet=quiet)


def prepare(inputs: Sequence[str], output: Path, settings: Settings, *, resume: bool = False) -> Folder:
    """Makes the plan of a run and writes it into the folder, or sees that the plan there is the same."""
    for given in inputs:
        if given != "-" and os.path.realpath(given) == os.path.realpath(output):
            raise OutputError(f"{output}: is an input, too. Choose another place with -o.", code=OUTPUT_IS_INPUT)
    folder = Folder(output)
    plan = make_plan(inputs, output, settings)
    make_folder(output)
    with folder.alone():
        if folder.manifest.exists():
            if not resume:
                raise RunError(
                    f"{output}: holds a run already. Go on with it by --resume, or choose another folder.",
                    code=RUN_EXISTS,
                )
            same_plan(folder, plan)
        elif folder.complete or folder.shard(0).exists() or folder.marker(0).exists():
            raise RunError(
                f"{output}: holds records of a run, but no manifest.json. Choose another folder.", code=RUN_EXISTS
            )
        else:
            write_manifest(folder, plan)
    return folder


def complete(folder: Folder, *, jobs: int | None = None, quiet: bool = False) -> Statistics:
    """Does all that is left of a planned run, and puts its output together."""
    plan = read_plan(folder)
    same_version(folder)
    with folder.alone():
        if not folder.complete:
            folder.remove_unfinished()
        try:
            statistics = _complete(folder, plan, jobs or processors(), quiet)
        except KeyboardInterrupt:
            print(f"Interrupted. What is done is in {folder.root}: go on with --resume.", file=sys.stderr)
            raise
    if not quiet:
        print("\n".join([*statistics.lines(), f"records are in {folder.root}"]), file=sys.stderr)
    return statistics


def _complete(folder: Folder, plan: Plan, jobs: int, quiet: bool) -> Statistics:
    parts = Parts(folder)
    parts.check()
    with Finisher(folder, plan, parts) as finisher:
        if not finisher.advance():
            tasks = range(len(plan.tasks))
            with Engine(plan, parts, jobs, tasks, finisher.position) as engine, progress(plan, engine, quiet) as tick:
                over = False
                while not over:
                    over = engine.wait(_WAIT_SECONDS)
                    finisher.advance()
                    tick()
        return finisher.conclude()


def work(folder: Folder, rank: int, world: int, *, jobs: int = 1) -> Progress:
    """Does the share ``rank`` of ``world`` of a planned run: makes its parts, and leaves the output to ``complete``.

    What is there already is not made again. Raises RunError where version or language data are not those of the plan.
    """
    same_version(folder)
    if folder.complete:
        return Progress()
    plan = read_plan(folder)
    tasks = range(rank, len(plan.tasks), world)
    with Engine(plan, Parts(folder), jobs, tasks, position_behind(folder)) as engine:
        while not engine.wait(_WAIT_SECONDS):
            pass
        return engine.progress


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
