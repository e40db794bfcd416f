"""Sums of money (group ``amounts``; values are (amount, ISO 4217 currency, certain)).

A number counts as money where a currency stands beside it, before or behind, possibly with a multiplier. In a row of
sums the currency is often said once: a number written like money (groups of thousands or two decimals) in the same
sentence as exactly one currency takes that currency.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import regex
from babel import Locale, UnknownLocaleError
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.doc.layout import layout_of
from pipeline.doc.mentions import Mention, mention, mentions, store, token_at
from pipeline.doc.tokens import text_of

# Groups of three digits with one kind of separator, or digits alone; then decimals. "38. 210" is seen, too.
NUMBER = regex.compile(
    r"(?<![\d/_])(?<![\d][.,])"
    r"(?P<whole>\d{1,3}(?:(?P<sep>[ \u00a0\u202f'’.,]|\. )\d{3})(?:(?P=sep)\d{3})*+|\d++)(?P<dec>[.,]\d{1,2}(?!\d))?(?P<many>,\d{3,6}(?!\d))?(?![.,]?\d)",
    regex.ASCII,  # of other scripts' digits not all can be read as a number
)
DASHES = frozenset("-–—=")
TAIL = regex.compile(r"[ \u00a0]?(?:[,.]?[ ]?[-–—=]{1,2}(?![\d\p{L}]))?")
SUM = 5  # characters of the shortest number that is written like a sum: "1 000"
GAP = frozenset(" \u00a0\u202f:")


class Quantity(NamedTuple):
    """``value`` with the multiplier in it; ``end`` is where the number ends, ``behind`` where its multiplier does; ``match``
    where it is written in digits alone."""

    start: int
    end: int
    value: float
    factor: float
    behind: int
    match: regex.Match[str] | None


@Language.factory("granthound_amounts", default_config={"language": None})
def create_amounts(nlp: Language, name: str, language: str | None) -> Amounts:
    return Amounts(language)


class Amounts:
    def __init__(self, language: str | None) -> None:
        self.decimal = decimal_mark(language)

    def __call__(self, doc: Doc) -> Doc:
        currencies = mentions(doc, "currency")
        if not currencies:  # no sum without one
            store(doc, "amounts", [])
            return doc
        text = text_of(doc)
        starts = {m.start_char: m for m in currencies}
        ends = {m.end_char: m for m in currencies}
        factors = {m.start_char: m for m in mentions(doc, "multiplier")}
        layout = layout_of(doc)
        dates = [(m.start_char, m.end_char) for m in mentions(doc, "dates")]
        found: list[Mention] = []
        loose: list[tuple[float, int, int]] = []
        for start, end, value, factor, behind, match in self._quantities(doc, factors, starts, ends):
            stop = _tail_end(text, behind)
            after = _currency_behind(text, behind, stop, starts)
            currency = after or ends.get(_gap_back(text, start))
            if match and any(s < end and start < e for s, e in dates) and not _beside(text, match, starts, ends):
                continue
            if start and text[start - 1].isalpha() and start not in ends:
                continue  # a part of an identifier
            if currency is None:
                if factor != 1:
                    loose.append((value, start, behind))
                elif not _other_unit(text, end):
                    loose.append((value, start, stop if stop > behind else end))
                continue
            if after is not None:
                end = after.end_char
            else:
                start, end = currency.start_char, stop if text[stop - 1 : stop] in "-–" else behind
            first = token_at(doc, start)
            if not layout.furniture(first):
                value_read = (value, currency.value, True)
                found.append(mention(doc, first, token_at(doc, end - 1) + 1, "amount", value_read, "amounts"))
        found += _shared_currency(doc, loose, found, currencies)
        store(doc, "amounts", sorted(found, key=lambda m: m.start))
        return doc

    def _quantities(
        self, doc: Doc, factors: dict[int, Mention], starts: dict[int, Mention], ends: dict[int, Mention]
    ) -> list[Quantity]:
        """Numbers in digits and in words, with their multipliers: "1,2 million", "two million", "half a million"; such that
        stand in a row are parts of one ("2 million 300 thousand")."""
        text = text_of(doc)
        found: list[Quantity] = []
        for match in NUMBER.finditer(text):
            start, end = match.span()
            factor, behind = _multiplier(text, end, factors) if factors else (1.0, end)
            if (
                factor == 1
                and not _looks_like_money(match)
                and not _currency_behind(text, behind, _tail_end(text, behind), starts)
                and _gap_back(text, start) not in ends
            ):
                continue  # a year, a day, a house: most numbers are no sum
            value = parse_number(match, self.decimal if factor != 1 else None)
            if value is not None:
                found.append(Quantity(start, end, value * factor, factor, behind, match))
        for number in mentions(doc, "number"):
            factor, behind = _multiplier(text, number.end_char, factors)
            if factor != 1:
                value = number.value * factor
                found.append(Quantity(number.start_char, number.end_char, value, factor, behind, None))
        for fraction in factors.values():
            if not math.log10(fraction.value).is_integer():
                start, end = fraction.start_char, fraction.end_char
                found.append(Quantity(start, end, fraction.value, fraction.value, end, None))
        found.sort(key=lambda q: (q.start, -q.behind))
        whole: list[Quantity] = []
        for q in found:
            last = whole[-1] if whole else None
            if last and q.start < last.behind:
                continue
            if last and 1 < q.factor < last.factor and q.start == _gap(text, last.behind):
                whole[-1] = Quantity(last.start, q.end, last.value + q.value, q.factor, q.behind, None)
            else:
                whole.append(q)
        return whole


def decimal_mark(language: str | None) -> str:
    """The language's decimal mark by CLDR."""
    try:
        symbols = Locale.parse(language or "und").number_symbols
    except (UnknownLocaleError, ValueError):
        return ","
    return str(symbols.get("latn", symbols).get("decimal", ","))


def parse_number(match: regex.Match[str], decimal: str | None = None) -> float | None:
    """The value of a written number; None where it is no plain number. ``decimal``: a multiplier follows, so one group of
    three digits behind this mark is a fraction ("16,875 million" where the comma is the decimal mark)."""
    whole, sep, dec, many = match.group("whole", "sep", "dec", "many")
    digits = whole.replace(sep, "") if sep else whole
    if decimal and sep == decimal and whole.count(sep) == 1 and not dec:
        return float(whole.replace(sep, "."))
    if many:
        if sep:
            return None
        return float(f"{digits}.{many[1:]}")  # 16,875 Mio.
    if sep and dec and sep.strip() == dec[0]:
        return None
    return float(digits + ("." + dec[1:] if dec else ""))


def _looks_like_money(match: regex.Match[str]) -> bool:
    if match.end() - match.start() < SUM:
        return False
    whole, sep, dec = match.group("whole", "sep", "dec")
    return (bool(sep) and len(whole) >= SUM) or (bool(dec) and len(dec) == 3 and len(whole) >= 3)


def _gap(text: str, i: int) -> int:
    steps = 0
    while i < len(text) and text[i] in GAP and text[i] != ":" and steps < 2:
        i += 1
        steps += 1
    if text[i : i + 1] == "(":
        i += 1
    return i


def _gap_back(text: str, i: int) -> int:
    steps = 0
    while i > 0 and text[i - 1] in GAP and steps < 3:
        i -= 1
        steps += 1
    return i


def _multiplier(text: str, end: int, factors: dict[int, Mention]) -> tuple[float, int]:
    hit = factors.get(_gap(text, end))
    if hit is None:
        return 1.0, end
    behind = hit.end_char
    if text[behind : behind + 1] == "." and text[behind - 1] != ".":
        behind += 1
    return float(hit.value), behind


def _tail_end(text: str, end: int) -> int:
    if DASHES.isdisjoint(text[end : end + 4]):
        return end
    tail = TAIL.match(text, end)
    return tail.end() if tail and not tail.group().isspace() else end


def _currency_behind(text: str, behind: int, stop: int, starts: dict[int, Mention]) -> Mention | None:
    """Behind a number and its multiplier; ``stop`` is where the dash ends that some write for no cents."""
    return starts.get(_gap(text, stop)) or (starts.get(_gap(text, behind)) if behind != stop else None)


def _beside(text: str, match: regex.Match[str], starts: dict[int, Mention], ends: dict[int, Mention]) -> bool:
    return _gap(text, match.end()) in starts or _gap_back(text, match.start()) in ends


def _other_unit(text: str, end: int) -> bool:
    """A percentage, or a unit glued to the number."""
    return text[_gap(text, end) : _gap(text, end) + 1] in ("%", "°", "²", "‰") or text[end : end + 1].isalpha()


def _shared_currency(
    doc: Doc, loose: list[tuple[float, int, int]], found: list[Mention], currencies: list[Mention]
) -> list[Mention]:
    """Give the numbers of a row of sums the one currency of their sentence or line."""
    layout = layout_of(doc)
    out = []
    for value, start, end in loose:
        token, behind = token_at(doc, start), token_at(doc, end - 1) + 1
        if layout.furniture(token) or any(m.start_char < end and start < m.end_char for m in found):
            continue
        line = layout.line(token)
        for low, high in (layout.sentence(token), (line.start, line.end)):
            here = {m.value for m in currencies if low <= m.start < high}
            if len(here) == 1:
                out.append(mention(doc, token, behind, "amount", (value, here.pop(), False), "amounts.shared_currency"))
                break
    return out
