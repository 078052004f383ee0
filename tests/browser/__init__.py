"""A package, so that a fixture of scope "package" ends with the last test of this folder."""
