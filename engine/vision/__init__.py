"""Convolution in NumPy, readable twice: the course's functions literally, and fast ones that return the same.

To read it, begin with `literal`, the functions of the course's next notebook with a loop for each axis. `convolution`,
`pooling` and `normalization` are the fast ones: pictures (m, height, width, channels) in float32, as few products of
large matrices; `winograd` and `winograd4` are convolutions with fewer products, and `convolvers` chooses between the
three. `block` puts them together to a layer with forward and backward pass; `team` spreads them over threads; `network`
stacks blocks, averages over places and ends in a linear layer. `folded` is a trained network in use, `filters_file` its
file. The package `detection` answers photos with it; `pretrained` are the filters that come with the program, and
`features` is what they make of pictures, in as few lines as it takes.

Everything is a function of its arguments and of a seed, whatever the number of threads.
"""
