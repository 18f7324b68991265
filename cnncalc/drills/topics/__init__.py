"""The topics of the quiz, one module each."""

from __future__ import annotations

from cnncalc.drills.sketch import Topic
from cnncalc.drills.topics import (
    bottleneck,
    fc_conv,
    graph,
    macs,
    memory,
    params,
    receptive_field,
    size,
    solve,
)

LEVELS = (1, 2, 3)
TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        size.TOPIC,
        params.TOPIC,
        macs.TOPIC,
        receptive_field.TOPIC,
        bottleneck.TOPIC,
        fc_conv.TOPIC,
        memory.TOPIC,
        solve.TOPIC,
        graph.TOPIC,
    )
}
