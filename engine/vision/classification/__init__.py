"""The convolutional network that is trained on the data at hand, behind the interface of all networks.

`architecture` makes its blocks from their numbers of filters, estimates the memory that it takes and has its arrays by
name; `network` is the network.
"""
