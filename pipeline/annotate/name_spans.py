"""How far a name reaches from its head word: over capitalised words, name words, quoted names, numbers."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.doc.mentions import longest, mentions
from pipeline.knowledge.language import LanguageKnowledge

MAX_WORDS = 12
DATE_STOPS = frozenset({"date.this_year", "date.last_year", "date.next_year", "date.seasons", "date.weekdays"})
HYPHENS = frozenset("-–’'&/")


class Marks:
    """What stands on the tokens of one document."""

    def __init__(self, doc: Doc, language: LanguageKnowledge) -> None:
        self.conjunctions = language.conjunctions
        self.prepositions = language.prepositions_in
        self.heads = {m.start for group in ("head", "plural_head") for m in mentions(doc, group)}
        self.opens_none = {m.start for m in mentions(doc, "not_first")}
        self.stop = bytearray(len(doc))
        self.name_word = bytearray(len(doc))
        self.article = {
            m.start for m in mentions(doc, "date") if m.label == "date.fillers"
        }  # "The", which opens no name
        self.number_mark = {m.start: m.end for m in mentions(doc, "cue") if m.label == "cue.reference"}
        for group in ("cue", "date", "programme", "dates", "references", "amounts"):
            for m in mentions(doc, group):
                if group == "date" and m.label not in DATE_STOPS:
                    continue
                if group == "dates" and not (m.value.start.day or m.value.is_range or m.value.start.month):
                    continue
                if group == "cue" and m.label in ("cue.home", "cue.not_title", "cue.partner", "cue.not_partner", "cue.meeting", "cue.conference",
                                                  "cue.training", "cue.happening", "cue.visit", "cue.launch", "cue.total", "cue.grant", "cue.own"):  # fmt: skip
                    continue
                self.stop[m.start : m.end] = b"\x01" * (m.end - m.start)
        for m in mentions(doc, "label"):
            if m.end < len(doc) and doc[m.end].text == ":":
                self.stop[m.start : m.end] = b"\x01" * (m.end - m.start)
        for group in ("name_word", "head", "plural_head"):
            for m in mentions(doc, group):
                self.name_word[m.start : m.end] = b"\x01" * (m.end - m.start)
        # Countries in a case or form that no name has of its own: where the bearer of the name comes from.
        self.origin = {
            m.start for m in mentions(doc, "country") if not m.value.adjective and not m.rule.startswith("cldr/")
        }
        self.quote_at = {m.value[2]: m for m in mentions(doc, "quotes") if m.value[1]}
        self.quote_end = {m.value[3]: m for m in mentions(doc, "quotes") if m.value[1]}
        self.legal_at = {m.start: m for m in longest(mentions(doc, "legal_form"))}


def agreeing(doc: Doc, left: int, start: int, language: LanguageKnowledge, agreement: str) -> int:
    """Only adjectives that agree with the head, and the names that stand before them, belong to it."""
    table = language.agreements.get(agreement, {})
    endings = tuple({*table, *table.values()} - {""})
    word = doc[start - 1].text.casefold()
    return left if not endings or word.endswith(endings) or not doc[start - 1].is_alpha else start


def grow_left(doc: Doc, start: int, low: int, marks: Marks) -> int:
    """Over capitalised words and name words; the name begins with a capital, a number or a quotation mark."""
    best = i = start
    words = 0
    while i > low and words < MAX_WORDS:
        token = doc[i - 1]
        quote = marks.quote_end.get(i)
        if (
            quote
            and quote.value[2] >= low
            and quote.value[3] - quote.value[2] <= 10
            and i == start
            and quote.value[2] < i
        ):
            best = i = int(quote.value[2])  # a quoted name before its head; a town may stand before it
            continue
        if marks.stop[i - 1] or token.is_space:
            break
        if token.is_alpha or "'" in token.text or "’" in token.text:
            words += 1
            if i - 1 in marks.opens_none or token.text.casefold() in marks.prepositions:
                break
            if token.text[0].isupper() and i - 1 not in marks.article:
                best = i - 1
            elif not marks.name_word[i - 1] or (
                token.text.casefold() in marks.conjunctions
                and any(k in marks.heads for k in range(max(low, i - 6), i - 1))
            ):
                break
        elif (
            token.text == "."
            and i - 2 >= low
            and (doc[i - 2].text.isdigit() or (len(doc[i - 2].text) == 1 and doc[i - 2].text.isupper()))
        ):
            if doc[i - 2].text.isdigit() and not doc[i - 2].whitespace_ and i - 1 < start:
                best = i - 2
            i -= 1
        elif (
            token.text in HYPHENS and i - 2 >= low and i < start and not (token.text in "–" and token.whitespace_)
        ) or (token.text == "." and i - 2 >= low and len(doc[i - 2].text) <= 2 and doc[i - 2].text[0].isupper()):
            pass
        else:
            break
        i -= 1
    return best


def grow_right(doc: Doc, end: int, high: int, marks: Marks, *, single: bool = True) -> int:
    """Over capitalised words, name words that lead to one, a number with its mark, a quoted name. ``single``: an "and" before
    a capital ends the name."""
    best = i = end
    words = 0
    while i < high and words < MAX_WORDS:
        token = doc[i]
        quote = marks.quote_at.get(i)
        if quote and quote.value[3] <= high + 1 and quote.value[3] - quote.value[2] <= 14:
            return int(quote.value[3])
        numbered = marks.number_mark.get(i)
        if numbered and numbered < high and doc[numbered].is_digit and len(doc[numbered].text) <= 3:
            best = i = numbered + 1  # "School No. 5"
            continue
        if marks.stop[i] or token.is_space or (i in marks.origin and i > end and doc[i - 1].text[0].isupper()):
            break
        if token.is_alpha or "'" in token.text or "’" in token.text:
            words += 1
            if token.text[0].isupper():
                best = i + 1
            elif not marks.name_word[i] or (
                token.text.casefold() in marks.conjunctions and _another_begins(doc, i + 1, high, marks, single)
            ):
                break
            elif i + 1 >= high or not doc[i + 1].is_alpha:
                best = i + 1 if len(token.text) > 3 else best
        elif token.text == "." and i > end and marks.name_word[i - 1] and i + 1 < high and doc[i + 1].text[0].isupper():
            pass  # "School No. 3 im. X"
        elif (
            token.text == "."
            and i > end
            and len(doc[i - 1].text) <= 3
            and doc[i - 1].text[0].isupper()
            and i + 1 < high
            and doc[i + 1].text[0].isupper()
        ) or (
            token.text in HYPHENS and i > end and i + 1 < high and not token.whitespace_ and not doc[i - 1].whitespace_
        ):
            pass
        elif (
            token.is_digit
            and len(token.text) <= 3
            and i > end
            and not (i + 1 < high and doc[i + 1].text in ".%/" and not token.whitespace_)
        ):
            best = i + 1  # "Gymnasium No 3", "Praha 4"
        else:
            break
        i += 1
    return best


def _another_begins(doc: Doc, i: int, high: int, marks: Marks, single: bool) -> bool:
    """Behind an "and": another organisation rather than the rest of this one."""
    if i >= high or not doc[i].text[0].isupper():
        return i in marks.heads
    return single or any(k in marks.heads or k in marks.legal_at for k in range(i, min(high, i + 5)))


def with_legal_form(doc: Doc, right: int, marks: Marks) -> int:
    at = right
    if at < len(doc) and doc[at].text == ",":
        at += 1
    form = marks.legal_at.get(at)
    if form is None or form.end in marks.quote_at:  # it belongs to the quoted name behind it
        return right
    return form.end


def series_right(doc: Doc, i: int, high: int, marks: Marks, language: LanguageKnowledge) -> list[tuple[int, int]]:
    items: list[tuple[int, int]] = []
    while i < high:
        if not doc[i].text[0].isupper() or marks.stop[i]:
            break
        end = i + 1
        while (
            end < high
            and not marks.stop[end]
            and (_hyphen(doc, end) or doc[end].is_alpha)
            and (
                _hyphen(doc, end)
                or doc[end].text[0].isupper()
                or (marks.name_word[end] and doc[end].text.casefold() not in language.conjunctions)
            )
        ):
            end += 1
        while end > i + 1 and not doc[end - 1].text[0].isupper():
            end -= 1
        items.append((i, end))
        i = end
        if i < high and doc[i].text == "(":  # a country in brackets
            while i < high and doc[i].text != ")":
                i += 1
            i += 1
        if i < high and (doc[i].text == "," or doc[i].text.casefold() in language.conjunctions):
            i += 1
            if i < high and doc[i].text.casefold() in language.conjunctions:
                i += 1
            continue
        break
    return items


def _hyphen(doc: Doc, i: int) -> bool:
    return doc[i].text in "-–" and not doc[i].whitespace_ and i > 0 and not doc[i - 1].whitespace_


def shared_words(doc: Doc, item: tuple[int, int]) -> str:
    """The lower-case words between the last name of a series and its head: they are said of every name."""
    i = item[1]
    while i > item[0] and doc[i - 1].text[0].islower():
        i -= 1
    return doc[i : item[1]].text if i < item[1] else ""


def series_left(doc: Doc, start: int, low: int, marks: Marks, language: LanguageKnowledge) -> list[tuple[int, int]]:
    items: list[tuple[int, int]] = []
    i = start
    while i > low:
        end = i
        while (
            i > low
            and not marks.stop[i - 1]
            and doc[i - 1].is_alpha
            and (doc[i - 1].text[0].isupper() or marks.name_word[i - 1])
            and doc[i - 1].text.casefold() not in language.conjunctions
        ):
            i -= 1
        while i < end and not doc[i].text[0].isupper():
            i += 1
        if i == end or (items and any(k in marks.heads for k in range(i, end))):
            break  # what has a head of its own is another organisation
        items.append((i, end))
        if i - 1 > low and (doc[i - 1].text == "," or doc[i - 1].text.casefold() in language.conjunctions):
            i -= 1
            continue
        break
    return items[::-1]
