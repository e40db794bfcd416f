"""Which project a fact belongs to, where an article tells of several."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.assemble.context import Context


class Scope:
    """A fact belongs to the project whose title was last named before it; in a sentence that names a title only behind
    the fact, to that one. What stands before every title belongs to all."""

    def __init__(self, context: Context, titles: list[list[tuple[int, int]]]) -> None:
        self.context = context
        self.count = len(titles)
        self.anchors = sorted((start, number) for number, spans in enumerate(titles) for start, _ in spans)
        self._starts = [a[0] for a in self.anchors]

    def project_of(self, token: int) -> int:
        """The project a fact at this token is told of; the first where it is told of all."""
        if self.count <= 1:
            return 0
        return next((n for n in range(self.count) if self.owns(n, token)), 0)

    def owns(self, number: int, token: int) -> bool:
        """Whether a fact at this token is told of project ``number``."""
        if self.count <= 1:
            return True
        at = bisect_right(self._starts, token) - 1
        low, high = self.context.sentence(token)
        if at < 0 or self._starts[at] < low:
            ahead = [n for start, n in self.anchors if low <= start < high]
            if ahead:
                return ahead[0] == number
        if at < 0:
            return True
        return self.anchors[at][1] == number
