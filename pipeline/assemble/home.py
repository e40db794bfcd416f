"""The country that an article speaks from: a language may be at home in several, and English is written everywhere."""

from __future__ import annotations

import functools
from collections import Counter

import phonenumbers
import regex
from babel.core import get_global
from babel.languages import get_official_languages

from pipeline.assemble.context import Context
from pipeline.knowledge.language import country_codes
from pipeline.knowledge.programmes import catalogue
from pipeline.knowledge.spelling import base

# The last label of a host name in a link or an e-mail address, where it is a country's.
_HOSTS = ("www.", "@", "://")  # what stands before a host name
_DOMAIN = regex.compile(
    rf"(?:{'|'.join(map(regex.escape, _HOSTS))})[\p{{L}}\d.-]{{1,80}}?\.(\p{{L}}{{2}})(?![\p{{L}}\d.-]|\.\p{{L}})"
)
_PLUS = "+＋"
_DIALLED = regex.compile(rf"[{_PLUS}]\W{{0,4}}\d")  # a number with its country's code
_AS_TERRITORY = {"UK": "GB", "EL": "GR"}

# Votes a clue has. The country that CLDR holds likely for the language starts with LIKELY.
LIKELY = 1.5
PHONE, DOMAIN, NATIONAL, TOWN = 3.0, 2.0, 3.0, 1.0
MOST = 3  # clues of one kind that count
ALONE = 3.0  # votes without which a language that has no likely country has no home


def settle_home(context: Context) -> str | None:
    """The country with most clues: numbers and addresses, national programmes, and towns where the language is official."""
    likely = context.language.home
    votes: dict[str, float] = {likely: LIKELY} if likely else {}
    kinds = [(_phones(context), PHONE), (_domains(context), DOMAIN), (_schemes(context), NATIONAL)]
    if likely:
        kinds.append((_towns(context), TOWN))
    for found, weight in kinds:
        for code, times in found.items():
            votes[code] = votes.get(code, 0.0) + weight * min(times, MOST)
    if not votes:
        return None
    ranked = sorted(votes, key=lambda c: (-votes[c], c != likely, c))
    best = ranked[0]
    if likely:
        return best if votes[best] > votes[likely] else likely
    rival = votes[ranked[1]] if len(ranked) > 1 else 0.0
    return best if votes[best] >= ALONE and votes[best] > rival else None


def _phones(context: Context) -> Counter[str]:
    if not any(mark in context.source for mark in _PLUS) or not _DIALLED.search(context.source):
        return Counter()
    numbers = {str(m.number): m.number for m in phonenumbers.PhoneNumberMatcher(context.source, None)}
    codes = (phonenumbers.region_code_for_number(n) for n in numbers.values())
    return Counter(c for c in codes if c in country_codes())


def _domains(context: Context) -> Counter[str]:
    if not any(mark in context.source for mark in _HOSTS):
        return Counter()
    hosts = {m.group().casefold(): m[1].upper() for m in _DOMAIN.finditer(context.source)}
    codes = (_AS_TERRITORY.get(c, c) for c in hosts.values())
    return Counter(c for c in codes if c in country_codes())


def _schemes(context: Context) -> Counter[str]:
    known = catalogue()
    found = {m.value for m in context.of("programme") if not context.layout.furniture(m.start)}
    return Counter(
        scope
        for p in sorted(found)
        if (scope := known[p].scope) and scope in country_codes() and known[p].kind in ("operational programme", "national scheme")
    )  # fmt: skip


def _towns(context: Context) -> Counter[str]:
    spoken = _where_official(base(context.language.code))
    towns: dict[str, str] = {}
    names = context.covered("organisations")
    for m in context.of("places"):
        codes = {p.code for p in m.value.candidates}
        placed = m.value.located or m.start in names  # else it may be an ordinary word
        if len(codes) == 1 and placed and not context.layout.furniture(m.start):
            towns[m.value.candidates[0].name] = codes.pop()
    return Counter(code for code in towns.values() if code in spoken)


@functools.cache
def _where_official(language: str) -> frozenset[str]:
    """Countries in which the language is official, in the whole country or in a region (CLDR)."""
    territories = [str(t) for t in get_global("territory_languages")]
    return frozenset(t for t in territories if language in get_official_languages(t, regional=True, de_facto=True))
