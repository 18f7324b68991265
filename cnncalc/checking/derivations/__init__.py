"""How derived quantities come about: the layers that are replaced, the blocks that are weighed, the path that is longest."""
