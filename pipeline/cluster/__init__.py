"""cluster: a planned run on many machines, by datatrove's executors. They need a folder that all machines share.

Every rank makes parts of its own (:func:`pipeline.runs.run.work`); in the end one process makes shards of them. What an
executor knows of ranks that are done is not relied on: a part that is there is not made again, whoever made it.
"""
