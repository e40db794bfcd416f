"""Libraries that only some formats need: loaded when the first such file comes, with the way to install them."""

from __future__ import annotations

import importlib
from typing import Any

from pipeline.errors import InputError
from pipeline.read.failure import MISSING_EXTRA


def library(module: str, extra: str, what: str) -> Any:
    """The module, which comes with ``granthound[extra]``.

    Raises InputError (E-READ-011) with the command that installs it; ``what`` names the files that need it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise InputError(
            f'{what} are read with a library that is not installed. Install it: pip install "granthound[{extra}]"',
            code=MISSING_EXTRA,
        ) from error
