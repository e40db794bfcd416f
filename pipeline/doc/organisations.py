"""Organisations as values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class OrgValue:
    """``name`` is the dictionary form; ``aliases`` other forms in use (surface, without head word, inside the quotes). ``type`` and
    ``head`` are those of the head word."""

    name: str
    aliases: list[str] = field(default_factory=list)
    type: str | None = None
    head: str | None = None
