"""Errors a user can meet. Every message says what happened, where, and what to do."""

from __future__ import annotations


class GranthoundError(Exception):
    """Base of all errors that granthound raises on purpose.

    ``code`` is stable (``E-READ-004``), so that logs can be filtered by it.
    """

    code = "E-000"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class InputError(GranthoundError):
    """An input that cannot be read: empty, binary, missing, malformed."""

    code = "E-READ-000"


class KnowledgeError(GranthoundError):
    """A file under ``models/`` that does not hold what it should."""

    code = "E-DATA-000"


class OutputError(GranthoundError):
    """A place that cannot be written to."""

    code = "E-WRITE-000"


class RunError(GranthoundError):
    """A run over an archive that cannot start or go on."""

    code = "E-RUN-000"
