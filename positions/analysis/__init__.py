"""Reads the ledger: held positions, matrix, shifts. Writes nothing."""
