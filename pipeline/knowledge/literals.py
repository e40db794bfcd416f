"""What a text must hold for a pattern to match in it: most patterns are ruled out without being run."""

from __future__ import annotations

import regex

# A pattern's pieces: an escape with a name, a class of characters, an escaped mark, any other character; then how often.
_PIECE = regex.compile(
    r"(?P<any>\\p\{[^}]*\}|\\[dDwWsSbB]|\[\^?\]?(?:\\.|[^\]\\])*\])|\\(?P<mark>[^\p{L}\d])|(?P<plain>[^\\\[\](){}|*+?.^$])"
)
_FLAGS = regex.compile(r"\(\?[^:=!<>P|]")  # they change what is a match at all
_TIMES = regex.compile(r"[*+?]|\{(\d*)(?:,\d*)?\}")
_DIGIT = regex.compile(r"\\d|\[[\d-]+\]|\d")  # what one digit is written as


def needed(pattern: str) -> frozenset[str]:
    """Strings that stand in everything the pattern matches; none where its notation is not understood."""
    if _FLAGS.search(pattern):
        return frozenset()
    found: set[str] = set()
    run, i = "", 0

    def end() -> None:
        nonlocal run
        if run:
            found.add(run)
        run = ""

    while i < len(pattern):
        if pattern[i] == "(":  # its inside may be missing or one of several
            end()
            i = _behind_group(pattern, i)
            i = _behind_times(pattern, i)
            continue
        piece = _PIECE.match(pattern, i)
        if piece is None:
            return frozenset()
        i = piece.end()
        character = piece["mark"] or piece["plain"]
        times = _TIMES.match(pattern, i)
        if character and not times:
            run += character
        else:
            if character and times and times.group() == "+":
                run += character
            end()
            i = _behind_times(pattern, i)
    end()
    return frozenset(found)


def digits(pattern: str) -> int:
    """How many digits in a row stand at least in everything the pattern matches."""
    if _FLAGS.search(pattern) or not needed(f"x{pattern}"):  # its notation is not understood
        return 0
    most = run = i = 0
    while i < len(pattern):
        if pattern[i] == "(":
            run, i = 0, _behind_times(pattern, _behind_group(pattern, i))
            continue
        digit, piece = _DIGIT.match(pattern, i), _PIECE.match(pattern, i)
        assert piece is not None
        end = (digit or piece).end()
        times, i = _TIMES.match(pattern, end), _behind_times(pattern, end)
        least = 1 if times is None else int(times[1] or 0) if times[1] is not None else int(times.group() == "+")
        run = run + least if digit else 0
        most = max(most, run)
    return most


def _behind_times(pattern: str, i: int) -> int:
    """Behind a quantifier and the mark that makes it lazy or possessive."""
    times = _TIMES.match(pattern, i)
    if times is None:
        return i
    end: int = times.end()
    return end + (pattern[end : end + 1] in ("?", "+"))


def _behind_group(pattern: str, i: int) -> int:
    """Behind the bracket that closes the one at ``i``."""
    depth = 0
    while i < len(pattern):
        if pattern[i] == "\\":
            i += 2
            continue
        if pattern[i] == "[":
            i = pattern.find("]", i + 2 + (pattern[i + 1 : i + 2] == "^"))
            if i < 0:
                return len(pattern)
        depth += (pattern[i] == "(") - (pattern[i] == ")")
        i += 1
        if depth == 0:
            return i
    return i
