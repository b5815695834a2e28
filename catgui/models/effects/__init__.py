"""The effects of training pictures: what the network answers without them."""
