"""What `python -m autograd` does: find a tensor in a script, tell what is installed, write in colour."""
