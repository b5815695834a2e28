"""Downloads over HTTP: cancellable, checked, and without passwords."""
