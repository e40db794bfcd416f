"""A run in a process of its own, for tests that end it: ``archive_run.py OUT JOBS SLOW EXTRACTOR INPUT...``.

With KILL_AT in the environment it kills itself before the file is renamed or removed that has this number.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.runs import blocks, plan
from pipeline.runs.run import run_folder
from pipeline.runs.settings import Settings

STEP = itertools.count()


def killed_at(wanted: int, real: Callable[..., None]) -> Callable[..., None]:
    def step(*arguments: object, **more: object) -> None:
        if next(STEP) == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        real(*arguments, **more)

    return step


if __name__ == "__main__":
    if "KILL_AT" in os.environ:
        for name in ("replace", "unlink"):
            setattr(os, name, killed_at(int(os.environ["KILL_AT"]), getattr(os, name)))
    out, jobs, slow, extractor, *inputs = sys.argv[1:]
    blocks.BLOCK_ARTICLES = 5
    plan.TASK_FILES = 3
    settings = Settings(shard_size=30)
    if extractor != settings.extractor:
        settings = replace(settings, extractor=extractor, extractor_options={"slow": float(slow)}, article_seconds=3)
    run_folder(inputs, Path(out), settings, jobs=int(jobs), resume=True)
