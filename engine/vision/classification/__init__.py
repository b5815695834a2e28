"""The convolutional network that is trained on the data at hand, behind the interface of all networks.

`architecture` makes its blocks from their numbers of filters and estimates the memory that it takes, `state` has its
arrays by name, `network` is the network.
"""
