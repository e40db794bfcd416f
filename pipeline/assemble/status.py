"""Whether a project is planned, runs, or has finished: only where the article says so of it."""

from __future__ import annotations

from pipeline.assemble.context import Context
from pipeline.assemble.scope import Scope
from pipeline.records import Status

STATES: tuple[Status, ...] = ("finished", "running", "planned")


def find_status(context: Context, scope: Scope, number: int) -> Status | None:
    """The state that the sentences about the project speak of most; None where they are silent or at odds."""
    counts = dict.fromkeys(STATES, 0)
    for state in STATES:
        for cue in context.cue(state):
            low, high = context.sentence(cue.start)
            if (
                scope.owns(number, cue.start)
                and not context.layout.furniture(cue.start)
                and context.cues_in(low, high, "project")
            ):
                near = context.nearest(cue, context.cues_in(low, high, "negation"))
                if not (near and near[0] <= 2):
                    counts[state] += 1
    best = max(STATES, key=lambda s: counts[s])
    return best if counts[best] and sum(v == counts[best] for v in counts.values()) == 1 else None
