"""Databases of Discourse Network Analyzer, in both directions."""
