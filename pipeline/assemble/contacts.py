"""Persons to ask, with phone and e-mail: only when the user wants them."""

from __future__ import annotations

import phonenumbers
import regex

from pipeline.assemble.context import Context
from pipeline.doc.mentions import Mention, token_at
from pipeline.records import Contact

EMAIL = regex.compile(r"[\p{L}\d._%+-]{1,64}+@(?:[\p{L}\d-]{1,63}+\.){1,5}+\p{L}{2,12}")
NEAR = 2  # lines between a person's name and the number or address
WORDS = range(2, 5)  # of a person's name


def find_contacts(context: Context) -> list[Contact]:
    """E-mail addresses, phone numbers (by libphonenumber, numbers without a country code read as those of
    the country that the article speaks from) and the names of persons that stand beside them."""
    text = context.source
    found: list[tuple[int, Contact]] = []
    for match in EMAIL.finditer(text):
        evidence = context.evidence(match.start(), match.end(), "e-mail address")
        found.append((match.start(), Contact(kind="email", value=match.group(), evidence=[evidence])))
    for number in phonenumbers.PhoneNumberMatcher(text, context.home, leniency=phonenumbers.Leniency.VALID):
        if any(m.start_char < number.end and number.start < m.end_char for m in _numbers(context)):
            continue
        value = phonenumbers.format_number(number.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        evidence = context.evidence(number.start, number.end, "phone number")
        found.append((number.start, Contact(kind="phone", value=value, evidence=[evidence])))
    found += _persons(context, [start for start, _ in found])
    return [contact for _, contact in sorted(found, key=lambda item: item[0])]


def _numbers(context: Context) -> list[Mention]:
    """What looks like a phone number and is something else."""
    return [
        m
        for group in ("references", "amounts", "dates")
        for m in context.of(group)
        if group != "dates" or m.value.start.month
    ]


def _persons(context: Context, places: list[int]) -> list[tuple[int, Contact]]:
    """Two to four capitalised words in a row, none of them known as anything else, near a number or an address."""
    words, layout = context.words, context.layout
    known = bytearray(len(words))
    for group in ("organisations", "places", "country", "programme", "cue", "label", "head", "month", "date", "quotes"):
        for m in context.of(group):
            if group != "places" or m.end - m.start > 1:  # many a surname is a village, too
                known[m.start : m.end] = b"\x01" * (m.end - m.start)
    lines = set()
    for char in places:
        number = layout.line_number(token_at(context.doc, char))
        lines |= set(range(max(number - NEAR, 0), number + 1))
    found: list[tuple[int, Contact]] = []
    for number in sorted(lines):
        line = layout.lines[number]
        i = line.start
        while i < line.end:
            end = i
            while end < line.end and _name_word(words[end]) and not known[end]:
                end += 1
            if end - i in WORDS:
                evidence = context.evidence_on(i, end, "name beside a number or an address")
                found.append((evidence.start, Contact(kind="person", value=evidence.quote, evidence=[evidence])))
            i = max(end, i + 1)
    return found


def _name_word(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word[1:].islower() and word.isalpha()
