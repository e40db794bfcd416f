"""runs: archives into a folder of shards, by several processes, so that any interruption can be gone on from.

    plan      inputs -> tasks (groups of files), written down once
    source    a task, read by a process of its own -> blocks of articles
    lane      a block, extracted by a process of its own -> lines
    parts     lines on disk, until they are in a shard
    finish    parts in the order of the inputs -> shards, duplicates marked; errors, statistics

A part depends on nothing but its task and the settings. So the output is the same whichever processes made the parts,
on which machines, and after however many interruptions.
"""
