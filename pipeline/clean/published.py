"""The day on which a page was published, by its address, metadata, time elements and datelines."""

from __future__ import annotations

from typing import Any

import regex
from htmldate import find_date


def published(tree: Any, source: str) -> str | None:
    """ISO day of publishing, None where the page does not say one; the tree is that of the source and stays as it is.

    Bounds keep the clock out of it. The page's text is not searched for dates of any kind.
    """
    try:
        found = find_date(
            tree, original_date=True, extensive_search=False, min_date="1990-01-01", max_date="2100-01-01"
        )
    except Exception:  # any failure of the library on a broken page
        return None
    return found if found and _written(found, source) else None


def _written(found: str, source: str) -> bool:
    """Whether the page gives the day: the library fills in the first of the month where a page gives none or a wrong one."""
    year, month, day = (int(x) for x in found.split("-"))
    if day != 1:
        return True
    # What stands before a year is looked for from the year backwards: the source has few years, and many other digits.
    forms = (
        rf"{year}(?:[-/. ]{{1,2}}0?{month}[-/. ]{{1,2}}0?1(?!\d)|(?<=(?<!\d)0?1[-/. ]{{1,2}}0?{month}[-/. ]{{1,2}}{year}"
        rf"|(?<!\d)0?1\.?\s\p{{L}}+[.,]?\s{year}|\p{{L}}\s0?1\.?,?\s{year}))"
    )
    return regex.search(forms, source) is not None
