"""Derives models/encodings/letters.json: which letters stand beside which in which language.

    python tools/build_letters.py > models/encodings/letters.json

The texts counted are those of CLDR as Babel ships them (names of countries, languages, currencies,
months, days, units), so the table needs no corpus. Only pairs with a letter beyond ASCII are kept:
the others look the same in every encoding that the table is asked about.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import regex
from babel import Locale
from babel import __version__ as babel_version

LANGUAGES = """
    bg ca cs cy da de el en es et eu fi fr ga gl hr hu is it lt lv mk mt nb nl pl pt ro ru sk sl sq sr sr_Latn sv tr uk
""".split()
FIELDS = ("territories", "languages", "scripts", "currency_names", "currency_names_plural", "months", "days")
FIELDS_MORE = ("quarters", "unit_display_names", "date_fields", "time_zones", "meta_zones", "variants", "eras")
#: Letters that the older encodings have in place of those CLDR writes.
OLDER = str.maketrans("șțȘȚ", "şţŞŢ")
WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
EDGE = "_"


def strings(value: Any) -> Iterator[str]:
    """All strings below a CLDR value."""
    if isinstance(value, str):
        yield value
    elif hasattr(value, "values"):
        for item in value.values():
            yield from strings(item)


def lower(char: str) -> str:
    """The small letter; a capital whose small form is two characters stays (the Turkish dotted I)."""
    small = char.lower()
    return small if len(small) == 1 else char


def pairs(texts: set[str]) -> Counter[str]:
    """Neighbouring letters of all words, ``_`` for the edge of a word."""
    counts: Counter[str] = Counter()
    for word in {"".join(lower(c) for c in w) for text in texts for w in WORD.findall(text)}:
        padded = EDGE + word + EDGE
        counts.update(a + b for a, b in pairwise(padded) if not (a + b).isascii())
    return counts


def main() -> None:
    """Writes the table to standard output."""
    table: dict[str, dict[str, int]] = {}
    for name in LANGUAGES:
        data = Locale.parse(name)._data
        texts = {text for field in FIELDS + FIELDS_MORE if field in data for text in strings(data[field])}
        texts |= {text.translate(OLDER) for text in texts}
        table[name] = dict(sorted(pairs(texts).items()))
    head = {"about": f"pairs of neighbouring letters in CLDR texts (Babel {babel_version}); tools/build_letters.py"}
    json.dump({**head, "pairs": table}, sys.stdout, ensure_ascii=False, indent=0, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
