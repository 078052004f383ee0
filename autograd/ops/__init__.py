"""The declarations of ops, one file per chapter."""
