"""Tracks what each party to a negotiation is reported to have said it wants."""
