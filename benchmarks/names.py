"""Made-up names of towns, persons, streets and clubs."""

from __future__ import annotations

import random

SYLLABLES = (
    "ba ra lo mi ne su ta ve ki no da re li pa ko ma ti se vi ru jo la ge pe zu sta bri klo tre van mel sor dun".split()
)


def name(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()
