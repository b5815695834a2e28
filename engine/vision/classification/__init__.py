"""The convolutional network that is trained on the data at hand, behind the interface of all networks.

`architecture` makes its blocks from their numbers of filters, `state` has its arrays by name, `network` is the network,
and `memory` estimates what it takes. `short` is all of it again, in as few lines as it takes.
"""
