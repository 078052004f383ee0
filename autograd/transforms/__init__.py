"""Functions that take a function and return a derivative of it."""
