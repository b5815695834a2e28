"""Convolution in NumPy: pictures (m, height, width, channels) in float32, as few products of large matrices.

`convolution` is the one to begin with: 3x3 convolution by patches, in both directions, and 2x2 max pooling. `winograd`
is the convolution with fewer products, and chooses between the two. `block` puts them together to a layer with batch
normalization and ReLU; `network` stacks blocks, averages over places and ends in a linear layer, trained or folded.
`classification` trains such a network on the data at hand, `detection` answers photos with the one that comes with the
program; `pretrained` are its filters, their file, and what they make of pictures.

Everything is a function of its arguments and of a seed, whatever the number of threads.
"""
