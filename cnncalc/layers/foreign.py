"""What the kinds are called elsewhere, for whoever writes the word of PyTorch, Keras, Caffe or Darknet."""

from __future__ import annotations

import re

# A kind, and its other names without capitals, underscores and the number of axes at the end (2d).
NAMES = """
bn batchnorm batchnormalization normalization
ln layernorm layernormalization
gn groupnorm groupnormalization
instnorm instancenorm instancenormalization
lrn localresponsenorm localresponsenormalization
conv convolution convolutional
dwconv depthwise depthwiseconv convdw
deconv convtranspose transposedconv transposeconv upconv deconvolution
fc innerproduct fullyconnected connected
gap globalavgpool globalaveragepool globalaveragepooling avgpoolglobal
gmp globalmaxpool globalmaxpooling
avgpool averagepooling averagepool
maxpool maxpooling
adaptive_avgpool adaptiveavgpool adaptiveaveragepooling
adaptive_maxpool adaptivemaxpool adaptivemaxpooling
leakyrelu lrelu leaky
dropout drop
identity skip shortcut noop
reshape view
resize interpolate
pixelshuffle depthtospace
space_to_depth spacetodepth pixelunshuffle reorg
shuffle channelshuffle
pad zeropad zeropadding padding
crop cropping
upsample upsampling
concat concatenate cat route
add sum eltwise residual
mul multiply product
mean average
"""
KNOWN = {name: kind for kind, *names in map(str.split, NAMES.strip().splitlines()) for name in names}


def kind_elsewhere(word: str) -> str | None:
    """The kind that other tools call by a word, None if there is none.

    >>> kind_elsewhere("BatchNorm2d"), kind_elsewhere("GlobalAveragePooling2D"), kind_elsewhere("conv2d")
    ('bn', 'gap', None)
    """
    return KNOWN.get(re.sub(r"(?<=[a-z])[123]d(?=$|transpose)", "", word.lower().replace("_", "")))
