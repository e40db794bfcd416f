"""Read the sample articles and their expected facts: ``<lang>/<name>.txt|html`` beside ``<lang>/<name>.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import GranthoundError
from pipeline.evaluate.gold import Gold
from pipeline.records import Article

MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


class SampleError(GranthoundError):
    """A sample that cannot be used: half of the pair missing, or expected facts that are not in the format."""

    code = "E-CHECK-001"


@dataclass(frozen=True, slots=True)
class Sample:
    """One article with its expected facts, ``gold`` in the format of ``gold.Gold``."""

    language: str
    name: str
    article: Article
    gold: dict[str, Any]


def read_samples(folder: Path) -> list[Sample]:
    """All samples below the folder, sorted by language and name.

    Raises SampleError naming every file that is at fault, and why.
    """
    if not folder.is_dir():
        raise SampleError(f"{folder}: there is no such folder; name the one that holds <language>/<name>.txt")
    samples: list[Sample] = []
    faults: list[str] = []
    for language in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")):
        texts = _by_name((p for p in language.iterdir() if p.suffix in MEDIA_TYPES), faults)
        golds = _by_name((p for p in language.iterdir() if p.suffix == ".json"), faults)
        faults += [f"{texts[n]}: its expected facts, {n}.json, are missing" for n in sorted(texts.keys() - golds)]
        faults += [f"{golds[n]}: its article, {n}.txt or {n}.html, is missing" for n in sorted(golds.keys() - texts)]
        for name in sorted(texts.keys() & golds):
            try:
                samples.append(_read_pair(folder, texts[name], golds[name]))
            except SampleError as error:
                faults.append(str(error))
    if faults:
        raise SampleError("\n".join(faults))
    if not samples:
        raise SampleError(f"{folder}: no samples here; expected <language>/<name>.txt|html with <language>/<name>.json")
    return samples


def samples_hash(samples: Iterable[Sample]) -> str:
    """A hash over articles and expected facts, the same whatever their line ends, indent or key order."""
    digest = hashlib.sha256()
    for sample in sorted(samples, key=lambda s: s.name):
        text = "\n".join(sample.article.content.splitlines())
        digest.update(json.dumps([sample.name, sample.gold, text], sort_keys=True).encode("ascii"))
    return digest.hexdigest()


def _by_name(paths: Iterable[Path], faults: list[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(paths):
        if path.stem in found:
            faults.append(f"{path}: there is also {found[path.stem].name}; keep one")
        found[path.stem] = path
    return found


def _read_pair(folder: Path, text: Path, gold: Path) -> Sample:
    raw = _bytes(text)
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SampleError(f"{text}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    article = Article(
        # Below the folder, so that record ids are the same wherever the folder lies.
        uri=text.relative_to(folder).as_posix(),
        content=content,
        media_type=MEDIA_TYPES[text.suffix],
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    return Sample(gold.parent.name, gold.stem, article, _read_gold(gold))


def _read_gold(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(_bytes(path))
    except ValueError as error:
        raise SampleError(f"{path}: not valid JSON: {error}") from None
    try:
        gold = Gold.model_validate(data)
    except ValidationError as error:
        reasons = (f"{path}: {_key(e['loc'])}: {e['msg']}" for e in error.errors(include_url=False))
        raise SampleError("\n".join(reasons)) from None
    if gold.language != path.parent.name:
        raise SampleError(f"{path}: language: {gold.language!r} does not belong into the folder {path.parent.name!r}")
    checked: dict[str, Any] = data
    return checked


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SampleError(f"{path}: cannot be read: {error.strerror}") from None


def _key(location: tuple[int | str, ...]) -> str:
    """``projects[0].start`` from pydantic's location."""
    key = "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in location)
    return key.removeprefix(".") or "the whole"
