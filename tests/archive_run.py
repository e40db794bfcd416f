"""A run in a process of its own, for tests that end it: ``archive_run.py OUT JOBS SLOW EXTRACTOR INPUT...``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from pipeline.runs import blocks, plan
from pipeline.runs.run import run_folder
from pipeline.runs.settings import Settings

if __name__ == "__main__":
    out, jobs, slow, extractor, *inputs = sys.argv[1:]
    blocks.BLOCK_ARTICLES = 5
    plan.TASK_FILES = 3
    settings = Settings(shard_size=30)
    if extractor != settings.extractor:
        settings = replace(settings, extractor=extractor, extractor_options={"slow": float(slow)}, article_seconds=3)
    run_folder(inputs, Path(out), settings, jobs=int(jobs), resume=True)
