"""What could not be read, and the codes that say why."""

from __future__ import annotations

from dataclasses import dataclass

MISSING = "E-READ-001"
UNREADABLE = "E-READ-002"
EMPTY = "E-READ-003"
BINARY = "E-READ-004"
UNDECODABLE = "E-READ-005"
TOO_LARGE = "E-READ-006"
BAD_JSON = "E-READ-007"
NO_TEXT = "E-READ-008"
EMPTY_FOLDER = "E-READ-009"
LINK_LOOP = "E-READ-010"
MISSING_EXTRA = "E-READ-011"
DAMAGED = "E-READ-012"
UNPACKS_TOO_FAR = "E-READ-013"
NESTED = "E-READ-014"
ENCRYPTED = "E-READ-015"
CHANGED = "E-READ-016"
ENTITIES = "E-READ-017"
UNSUPPORTED = "E-READ-018"
NO_COLUMN = "E-READ-019"

#: Largest article in bytes. A larger one is no article; it would hold up the run.
MAX_ARTICLE_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """An input that gave no article. ``item`` is the place inside ``uri``; ``code`` is stable (``E-READ-003``)."""

    uri: str
    item: str | None
    code: str
    message: str


def too_large(what: str) -> str:
    """The message for an input above the limit."""
    limit = f"{MAX_ARTICLE_BYTES / 1_000_000:g} MB"
    return f"{what} is larger than {limit}, the limit for one article. Split it into articles first."
