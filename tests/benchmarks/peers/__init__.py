"""One module per peer: a function per task, from its problem to a `Work`. Each runs only where its library is."""
