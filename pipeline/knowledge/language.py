"""All phrases of one language in one lexicon: its pack, the programme catalogue and CLDR's names.

Kinds of entries: ``label.<field>``, ``cue.<name>``, ``date.<name>``, ``month`` (1..12), ``number``, ``multiplier``,
``currency``, ``country`` (code, is an adjective), ``programme`` (id), ``head``, ``plural_head``, ``legal_form``, ``name_word``,
``boilerplate``, ``boilerplate_after``, ``triage.positive``, ``triage.negative``.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError

from pipeline.knowledge.lexicon import Lexicon
from pipeline.knowledge.packs import Group, Pack, languages, load_pack
from pipeline.knowledge.programmes import catalogue, catalogue_endings
from pipeline.knowledge.spelling import base, spelling
from pipeline.knowledge.trie import Entry

# The language whose programme names stand in articles of every language.
LINGUA_FRANCA = "en"
NEUTRAL_CURRENCIES = {
    "EUR": ["€", "EUR"], "USD": ["$", "USD"], "GBP": ["£", "GBP"], "CZK": ["CZK"], "PLN": ["PLN"], "LVL": ["LVL"], "LTL": ["LTL"],
    "EEK": ["EEK"], "HUF": ["HUF"], "RON": ["RON"], "BGN": ["BGN"], "HRK": ["HRK"], "SEK": ["SEK"], "DKK": ["DKK"], "NOK": ["NOK"],
    "CHF": ["CHF"], "SKK": ["SKK"], "UAH": ["UAH", "₴"], "RUB": ["RUB", "₽"], "ISK": ["ISK"], "RSD": ["RSD"], "TRY": ["TRY"], "XEU": ["ECU"],
}  # fmt: skip


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


@dataclass(frozen=True, slots=True)
class CountryName:
    code: str
    adjective: bool


@dataclass(frozen=True, slots=True)
class LanguageKnowledge:
    """A pack with everything compiled from it; ``home`` is the one country the language is spoken in officially, if one."""

    code: str
    pack: Pack | None
    lexicon: Lexicon
    name_endings: dict[str, tuple[str, ...]]
    name_ending_lengths: tuple[int, ...]  # the longest first
    agreements: dict[str, dict[str, str]]
    abbreviations: frozenset[str]
    conjunctions: frozenset[str]
    prepositions_in: frozenset[str]
    locative_endings: tuple[str, ...]
    home: str | None
    spelling: Callable[[str], str] | None  # see knowledge.spelling


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hundreds of thousands of nodes are made and none thrown away: the collector would walk them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@functools.cache
def knowledge(code: str | None) -> LanguageKnowledge:
    """Everything about a language; without a pack CLDR's names and the catalogue's are all there is, and with None what is
    the same in every language. A variety (see :mod:`pipeline.knowledge.spelling`) has all of it respelled."""
    with _no_collection():
        return _compile(code)


def _compile(code: str | None) -> LanguageKnowledge:
    respell = spelling(code)
    variety, code = code, base(code) if code else None
    pack = load_pack(code) if code in languages() else None
    endings = {**(catalogue_endings(code) if code else {}), **(pack.endings if pack else {})}
    lexicon = Lexicon(endings, respell)
    _add_programmes(lexicon, code, endings)
    for currency, signs in NEUTRAL_CURRENCIES.items():
        for sign in signs:
            lexicon.add(sign, Entry("currency", currency, "neutral/money"))
    known = frozenset(load_pack(LINGUA_FRANCA).countries) | frozenset(pack.countries if pack else ())
    _add_cldr(lexicon, LINGUA_FRANCA, known, months=False)  # lists name countries in English in every language
    if code:
        _add_cldr(lexicon, code, known, months=True)
    if pack:
        _add_pack(lexicon, pack)
    lexicon.finish()

    def word(text: str) -> str:
        return (respell(text) if respell else text).casefold()

    names: dict[str, tuple[str, ...]] = {}
    for ending, bases in pack.organisations.name_endings.items() if pack else ():
        names[word(ending)] = (*names.get(word(ending), ()), *map(word, bases.split("|")))
    return LanguageKnowledge(
        code=variety or "und",
        pack=pack,
        lexicon=lexicon,
        name_endings=names,
        name_ending_lengths=tuple(sorted({len(ending) for ending in names}, reverse=True)),
        agreements={
            name: {word(k): word(v) for k, v in table.items()}
            for name, table in (pack.organisations.agreements if pack else {}).items()
        },
        abbreviations=frozenset(word(a).rstrip(".") for a in pack.abbreviations) if pack else frozenset(),
        conjunctions=frozenset(word(c) for c in pack.conjunctions) if pack else frozenset(),
        prepositions_in=frozenset(word(p) for p in pack.prepositions_in) if pack else frozenset(),
        locative_endings=tuple(word(e) for e in pack.locative_endings) if pack else (),
        home=(pack.home if pack and pack.home else home_country(code)) if code else None,
        spelling=respell,
    )


@functools.cache
def home_country(code: str) -> str | None:
    """The country of a language that is official in one country mainly (CLDR's likely subtags), else None."""
    from babel.core import get_global

    if code == LINGUA_FRANCA:
        return None  # written everywhere
    tag = str(get_global("likely_subtags").get(code, ""))
    return tag.rsplit("_", 1)[-1] if "_" in tag else None


@functools.cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes that CLDR has a name for."""
    territories = [str(t) for t in Locale.parse(LINGUA_FRANCA).territories]
    return frozenset(t for t in territories if len(t) == 2 and t.isalpha() and t not in NO_COUNTRIES)


def _add_programmes(lexicon: Lexicon, code: str | None, endings: dict[str, list[str]]) -> None:
    for entry in catalogue().values():
        programme = Entry("programme", entry.id, f"programmes/{entry.id}")
        for phrase in dict.fromkeys([*entry.names.get("any", []), *(entry.names.get(code, []) if code else [])]):
            lexicon.add(phrase, programme)
        if code != LINGUA_FRANCA:  # English names stand in articles of every language
            for phrase in entry.names.get(LINGUA_FRANCA, []):
                if "~" not in phrase:
                    lexicon.add(phrase, programme)


def _add_cldr(lexicon: Lexicon, code: str, countries: frozenset[str], *, months: bool) -> None:
    """Month names, and the names of the countries that take part in programmes: those of farther islands and states are
    ordinary words and towns in too many languages."""
    try:
        locale = Locale.parse(code)
    except UnknownLocaleError:
        return
    for context in ("format", "stand-alone") if months else ():
        for number, name in locale.months[context]["wide"].items():
            if not name.isdigit() and any(c.isalpha() for c in name):
                lexicon.add(_plain(name), Entry("month", number, "cldr/months"))
    for territory, name in locale.territories.items():
        if territory in countries:
            lexicon.add(_plain(name), Entry("country", CountryName(territory, False), "cldr/territories"))


def _plain(name: str) -> str:
    """A CLDR name as a phrase: the notation's own marks are not letters of names."""
    return "".join(" " if c in "(){}|~*" else c for c in name).strip()


def _add_pack(lexicon: Lexicon, pack: Pack) -> None:
    for family, section in (("label", pack.labels), ("cue", pack.cues), ("date", pack.dates), ("triage", pack.triage)):
        for name in type(section).model_fields:
            group = getattr(section, name)
            if isinstance(group, Group):
                _add(lexicon, pack, group.phrases, f"{family}.{name}", None)
    for number, forms in pack.dates.months.items():
        _add(lexicon, pack, forms, "month", number)
    for phrase, value in pack.dates.numbers.items():
        _add(lexicon, pack, [phrase], "number", value)
    for currency, words in pack.money.currencies.items():
        _add(lexicon, pack, words, "currency", currency)
    for phrase, factor in pack.money.multipliers.items():
        _add(lexicon, pack, [phrase], "multiplier", factor)
    for code, country in pack.countries.items():
        _add(lexicon, pack, country.forms, "country", CountryName(code, False))
        _add(lexicon, pack, country.adjectives, "country", CountryName(code, True))
    organisations = pack.organisations
    for head in organisations.heads:
        _add(lexicon, pack, head.forms, "head", head)
    heads = {h.lemma: h for h in organisations.heads}
    for phrase, lemma in organisations.plural_heads.items():
        _add(lexicon, pack, [phrase], "plural_head", heads.get(lemma, lemma))
    _add(lexicon, pack, organisations.not_first.phrases, "not_first", None)
    _add(lexicon, pack, organisations.legal_forms, "legal_form", None)
    _add(lexicon, pack, organisations.name_words.phrases, "name_word", None)
    _add(lexicon, pack, pack.boilerplate.phrases, "boilerplate", None)
    _add(lexicon, pack, pack.boilerplate_after.phrases, "boilerplate_after", None)


def _add(lexicon: Lexicon, pack: Pack, phrases: list[str], kind: str, value: Any) -> None:
    entry = Entry(kind, value, f"{pack.code}/{kind}")
    for phrase in phrases:
        lexicon.add(phrase, entry)
