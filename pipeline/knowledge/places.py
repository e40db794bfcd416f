"""The gazetteer: towns by name, in any of the cases a pack can undo."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import KnowledgeError
from pipeline.knowledge.language import LanguageKnowledge
from pipeline.knowledge.packs import load_pack
from pipeline.knowledge.paths import models_dir
from pipeline.knowledge.spelling import base, spelling, unmarked
from pipeline.text import TOKEN

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


class Gazetteer:
    """Towns by name. Each name has a line of bytes for each of its places (name, country, inhabitants), read when it is looked
    up: most names never are, and as objects they would take twice the memory. ``first_words`` are those of names of several."""

    def __init__(self, lines: dict[str, bytes], first_words: frozenset[str]) -> None:
        self._lines = lines
        self.first_words = first_words

    def get(self, name: str) -> tuple[PlaceName, ...]:
        """The places of a casefolded name; nothing where there are none."""
        lines = self._lines.get(name)
        return _places(lines) if lines else ()


@functools.lru_cache(4096)  # the towns of an archive come again and again
def _places(lines: bytes) -> tuple[PlaceName, ...]:
    rows = (line.split("\t") for line in lines.decode("utf8").split("\n"))
    return tuple(PlaceName(name, code, int(people)) for name, code, people in rows)


@functools.cache
def gazetteer() -> Gazetteer:
    """The towns that granthound knows; one with diacritics is found without them, too."""
    path = models_dir() / "places" / "places.tsv.gz"
    table: dict[str, bytes] = {}
    first_words: set[str] = set()
    try:
        with gzip.open(path) as file:
            for line in file:
                written, code, people, *local = line.rstrip(b"\n").split(b"\t")
                place = b"\t".join((local[0] if local else written, code, people))
                plain = written.decode("utf8")
                first_words |= first_word(plain)
                name = plain.casefold()
                table[name] = table[name] + b"\n" + place if name in table else place
    except OSError as error:
        raise KnowledgeError(f"{path}: not readable: {error}. Reinstall granthound.") from error
    for name, places in list(table.items()):
        bare = unmarked(name)
        if len(bare) >= PLAIN:
            table.setdefault(bare, places)
    return Gazetteer(table, frozenset({*first_words, *map(unmarked, first_words)}))


def first_word(name: str) -> set[str]:
    """The folded first token of a name of several tokens; nothing for others."""
    if name.isalpha() and (name.islower() or name[1:].islower()):
        return set()
    first = TOKEN.match(name)
    return {first.group().casefold()} if first and first.end() < len(name) else set()


def may_open_several(word: str, language: LanguageKnowledge) -> bool:
    """Whether a name of several words can begin with this word, in any of its forms."""
    if language.spelling:
        return True  # respelled words are not cut alike
    known, own = gazetteer().first_words, _exonym_openings(language.code) if language.pack else frozenset()
    folded = word.casefold()
    return any(form in known or form in own for form in (folded, *base_forms(folded, language)))


def look_up(surface: str, language: LanguageKnowledge, *, inflected: bool = True) -> tuple[PlaceName, ...]:
    """Places that a surface form can name: as it stands, as the pack's exonym, or (``inflected``) with its ending undone."""
    folded = (language.spelling(surface) if language.spelling else surface).casefold()
    exonym = _exonyms(language).get(folded)
    if exonym:
        return (exonym,)
    direct = gazetteer().get(folded)
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
            (p.people for p in gazetteer().get(local.strip().casefold()) if p.code == country.strip()),
            default=100_000,
        )
        table[(respell(name) if respell else name).casefold()] = PlaceName(local.strip(), country.strip(), people)
    return table


@functools.cache
def _exonym_openings(code: str) -> frozenset[str]:
    return frozenset(word for name in load_pack(code).places for word in first_word(name))


def _exonyms(language: LanguageKnowledge) -> dict[str, PlaceName]:
    return _exonym_table(language.code) if language.pack else {}
