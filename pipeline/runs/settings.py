"""What a user chose about a run, as plain values that can be written down and handed to other processes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, cast

from pipeline.read import ReadOptions
from pipeline.records import Article, Record


class RunExtractor(Protocol):
    """What a run needs of an extractor."""

    def extract(self, article: Article) -> Record: ...

    def memory_zone(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the output depends on beside the inputs and the version.

    ``extractor`` is where the extractor's class is found (``package.module:Class``), ``extractor_options`` are its
    arguments, plain values only. ``shard_size`` is the most records (or errors) in a shard. An article may take
    ``article_seconds`` and let its process grow by ``article_memory`` million bytes.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    extractor_options: dict[str, Any] = field(default_factory=dict)
    only_projects: bool = False
    shard_size: int = 10_000
    article_seconds: float = 60.0
    article_memory: int = 2000
    extractor: str = "pipeline.extract:Extractor"

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Settings:
        """The inverse of :meth:`plain`."""
        return cls(**{**plain, "reading": ReadOptions(**plain["reading"])})

    def make_extractor(self) -> RunExtractor:
        """A new extractor, in the process that will use it."""
        module, _, name = self.extractor.partition(":")
        factory = cast(Callable[..., RunExtractor], getattr(importlib.import_module(module), name))
        return factory(**self.extractor_options)
