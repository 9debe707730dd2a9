"""A whole negotiation as JSON Lines, to be restored elsewhere."""
