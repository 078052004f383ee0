"""One module per peer, with a function per task that makes a `Work` of its problem."""
