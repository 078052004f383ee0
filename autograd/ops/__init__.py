"""The declarations of the operations, one file per chapter of the array-API standard."""
