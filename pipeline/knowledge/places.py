"""The gazetteer: towns by name, in any of the cases a pack can undo."""

from __future__ import annotations

import functools
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import KnowledgeError
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.knowledge.packs import load_pack
from pipeline.knowledge.paths import models_dir
from pipeline.knowledge.spelling import base, spelling, unmarked

DOMINANT = 20_000  # inhabitants from which a town is meant when only villages share its name
RATIO = 8
PLAIN = 5  # letters from which a name is known without its diacritics: shorter ones are ordinary words too often


@dataclass(frozen=True, slots=True)
class PlaceName:
    """``name`` is the local name, ``code`` the ISO country, ``inflected`` that an ending was undone to find it."""

    name: str
    code: str
    people: int
    inflected: bool = False


@functools.cache
def gazetteer() -> dict[str, tuple[PlaceName, ...]]:
    """Casefolded name -> places of that name; a name with diacritics is found without them, too."""
    path = models_dir() / "places" / "places.tsv.gz"
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf8")
    except OSError as error:
        raise KnowledgeError(f"{path}: not readable: {error}. Reinstall granthound.") from error
    found: dict[str, list[PlaceName]] = defaultdict(list)
    for line in text.splitlines():
        name, code, people, *base = line.split("\t")
        found[name.casefold()].append(PlaceName(base[0] if base else name, code, int(people)))
    table = {k: tuple(v) for k, v in found.items()}
    for name, places in found.items():
        bare = unmarked(name)
        if len(bare) >= PLAIN:
            table.setdefault(bare, tuple(places))
    return table


def look_up(surface: str, language: LanguageKnowledge, *, inflected: bool = True) -> tuple[PlaceName, ...]:
    """Places that a surface form can name: as it stands, as the pack's exonym, or (``inflected``) with its ending undone."""
    folded = (language.spelling(surface) if language.spelling else surface).casefold()
    exonym = _exonyms(language).get(folded)
    if exonym:
        return (exonym,)
    direct = gazetteer().get(folded, ())
    if direct or not inflected:
        return direct
    for form in base_forms(folded, language):
        exonym = _exonyms(language).get(form)
        if exonym:
            return (PlaceName(exonym.name, exonym.code, exonym.people, inflected=True),)
        places = gazetteer().get(form)
        if places:
            return tuple(PlaceName(p.name, p.code, p.people, inflected=True) for p in places)
    return ()


def base_forms(folded: str, language: LanguageKnowledge) -> Iterator[str]:
    """Candidate dictionary forms of an inflected name, those of the longest ending first."""
    endings = language.name_endings
    for length in language.name_ending_lengths:
        if length <= len(folded) - 2:
            cut = len(folded) - length
            for base in endings.get(folded[cut:], ()):
                yield folded[:cut] + base


def resolve(places: tuple[PlaceName, ...], home: str | None, near: frozenset[str] = frozenset()) -> PlaceName | None:
    """The one place that is meant: in a country named nearby, at home, or so large that it goes without saying."""
    for wanted in (near, frozenset({home})):
        inside = [p for p in places if p.code in wanted]
        if inside:
            return max(inside, key=lambda p: p.people)
    codes = {p.code for p in places}
    ranked = sorted(places, key=lambda p: -p.people)
    if len(codes) == 1:
        return ranked[0]
    rival = next(p for p in ranked if p.code != ranked[0].code)
    if ranked[0].people >= DOMINANT and ranked[0].people >= RATIO * max(rival.people, 1):
        return ranked[0]
    return None


@functools.cache
def _exonym_table(code: str) -> dict[str, PlaceName]:
    respell = spelling(code)
    table = {}
    for name, target in load_pack(base(code)).places.items():
        local, _, country = target.rpartition(",")
        people = max(
            (p.people for p in gazetteer().get(local.strip().casefold(), ()) if p.code == country.strip()),
            default=100_000,
        )
        table[(respell(name) if respell else name).casefold()] = PlaceName(local.strip(), country.strip(), people)
    return table


def _exonyms(language: LanguageKnowledge) -> dict[str, PlaceName]:
    return _exonym_table(language.code) if language.pack else {}
