"""The networks of keras.applications have the parameters that count_params says, or are refused in words."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest
from model_files import analysis_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import keras as reader

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras

# NASNet cannot be made with PyTorch behind Keras.
NETWORKS = sorted(
    name
    for name in dir(keras.applications)
    if name[0].isupper() and not name.startswith("NASNet") and callable(getattr(keras.applications, name))
)
# What no kind says so far, and where. Everything else is exact.
REFUSED = {"InceptionV3": "no scale", "InceptionResNetV2": "no scale"}


@pytest.mark.sample(10, long=True)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_exact_or_refused(name: str, tmp_path: Path) -> None:
    model = getattr(keras.applications, name)(weights=None)
    learned = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    # An adapted Normalization counts the batches that it has seen; so does PyTorch's bn, and neither is a buffer here.
    counts = sum(type(layer).__name__ == "Normalization" and layer.input_mean is None for layer in model.layers)
    (tmp_path / "network.json").write_text(model.to_json())
    try:
        figures = analysis_of(
            reader.read(str(tmp_path / "network.json"), {"": (3, 224, 224)} if None in model.input_shape[1:] else {})
        ).totals.figures
    except (Fault, SpecError) as error:
        assert REFUSED.get(name, "nothing to refuse") in str(error)
        return
    assert (figures.params, figures.params + figures.buffers) == (learned, model.count_params() - counts)


@pytest.mark.parametrize("name", ["MobileNetV2", "DenseNet121"])
def test_every_container_says_the_same(name: str, tmp_path: Path) -> None:
    model = getattr(keras.applications, name)(weights=None)
    figures = []
    for file in ("network.keras", "network.h5"):
        model.save(tmp_path / file)
        figures.append(analysis_of(reader.read(str(tmp_path / file), {})).totals.figures)
    assert figures[0] == figures[1]
    assert figures[0].params + figures[0].buffers == model.count_params()
