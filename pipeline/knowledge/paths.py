"""Where the data lies that the pipeline knows things from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.errors import KnowledgeError


@lru_cache(maxsize=1)
def models_dir() -> Path:
    """The folder of language packs, catalogues and models.

    An installed package carries it as ``pipeline/_models``; a checkout has ``models/`` beside ``pipeline/``.
    Raises KnowledgeError where neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_models", package.parent / "models"):
        if folder.is_dir():
            return folder
    raise KnowledgeError(
        f"No data folder: neither {package / '_models'} nor {package.parent / 'models'} exists. Reinstall granthound.",
        code="E-DATA-001",
    )
