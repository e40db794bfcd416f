"""How much a language pack and the catalogue hold for a language, counted. No models, only the data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel

from pipeline.knowledge.packs import Pack, languages, load_pack
from pipeline.knowledge.programmes import ProgrammeEntry, catalogue

# Keys of a pack whose entries say what the rules beside them must find; the tests run every one.
EXAMPLES = frozenset({"examples", "durations", "country_examples"})


@dataclass(frozen=True, slots=True)
class PackCounts:
    """What a pack holds: ``rules`` are its phrases, forms and endings as written, each once;
    ``examples`` are those that the tests run."""

    rules: int
    examples: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is for a language.

    ``programmes`` are the catalogue's names of funds and programmes in that language; names that are the same
    in all languages (``any``) are not among them. ``pack`` is None where there is no pack.
    """

    code: str
    name: str
    pack: PackCounts | None
    programmes: int


def count_pack(pack: Pack) -> PackCounts:
    """The written items of a pack, however deep they lie; code, name and other single settings are none."""
    items = list(_items(pack))
    return PackCounts(rules=items.count(False), examples=items.count(True))


def count_names(entries: Mapping[str, ProgrammeEntry], language: str) -> int:
    """Names of programmes in one language."""
    return sum(len(entry.names.get(language, ())) for entry in entries.values())


def coverage(*more: str) -> list[Coverage]:
    """Every language with a pack, and ``more`` ones, sorted by code.

    Raises KnowledgeError where a pack or the catalogue is not as it should be.
    """
    packs = set(languages())
    return [
        Coverage(
            code=code,
            name=_english_name(code),
            pack=count_pack(load_pack(code)) if code in packs else None,
            programmes=count_names(catalogue(), code),
        )
        for code in sorted(packs.union(more))
    ]


def _items(value: object, example: bool = False) -> Iterator[bool]:
    """For every item of the lists and mappings in a model: is it an example?"""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if isinstance(inner, BaseModel | list | dict):
                yield from _items(inner, example or name in EXAMPLES)
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _items(inner, example)
    else:
        yield example


def _english_name(code: str) -> str:
    try:
        return Locale.parse(code).get_language_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
