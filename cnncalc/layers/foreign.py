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
hardtanh clip clippedrelu
dropout drop
identity skip shortcut noop
reshape view
resize interpolate
pixelshuffle depthtospace
space_to_depth spacetodepth pixelunshuffle reorg
shuffle channelshuffle
pad zeropad zeropadding padding reflectionpad replicationpad
crop cropping
upsample upsampling
concat concatenate cat route
add sum eltwise residual
mul multiply product
mean average
grn globalresponsenorm
scale layerscale
sub subtract difference minus
div divide quotient
min minimum
abs absolute
sqrt squareroot
mean_over reducemean
max_over reducemax amax
"""
KNOWN = {name: kind for kind, *names in map(str.split, NAMES.strip().splitlines()) for name in names}

# What has no kind here: what to say of it, and its words in the same spelling.
ABSENT = """
no kind multiplies two activations; mul goes element by element: matmul bmm dot einsum batchmatmul gemm
attention has no kind, since nothing multiplies two activations: attention mha multiheadattention selfattention mhsa
no kind changes the order of the axes: transpose permute swapaxes
its offsets depend on the input, for which there is no kind: deformconv dcn deformableconv involution
its weights depend on the input, for which there is no kind: condconv dynconv dynamicconv hyperconv
write conv: how its weights are normalised changes no figure: wsconv stdconv weightnormconv spectralnorm
no kind divides by the root mean square; ln also subtracts the mean: rmsnorm frn filterresponsenorm
there is no kind for it: unpool maxunpool unfold im2col fold glu swiglu geglu reglu gridsample
recurrent layers have no kind: lstm gru rnn convlstm bilstm
vectors that are looked up have no kind: embedding embed
it is a mul of two branches, nothing and: gap, conv 1x1 in//16, relu, conv 1x1 in, sigmoid: se squeezeexcite seblock
a gate is a mul of two branches, one empty, one of the layers that make the gate: eca cbam
write maxpool or avgpool: pool pooling
repeat N: does a thing N times: loop for while
write relu, or another activation: act activation nonlinearity
write bn, ln, gn or instnorm: norm normalisation normalize
"""
UNSAYABLE = {name: why for why, names in (row.rsplit(": ", 1) for row in ABSENT.strip().splitlines()) for name in names.split()}


def why_absent(word: str) -> str | None:
    """What to say of a layer that no kind is, None of any other word.

    >>> why_absent("LSTM")
    'recurrent layers have no kind'
    """
    return UNSAYABLE.get(_plain(word))


def kind_elsewhere(word: str) -> str | None:
    """The kind that other tools call by a word, None if there is none.

    >>> kind_elsewhere("BatchNorm2d"), kind_elsewhere("GlobalAveragePooling2D"), kind_elsewhere("conv2d")
    ('bn', 'gap', None)
    """
    return KNOWN.get(_plain(word))


def _plain(word: str) -> str:
    return re.sub(r"(?<=[a-z])[123]d(?=$|transpose)", "", word.lower().replace("_", ""))
