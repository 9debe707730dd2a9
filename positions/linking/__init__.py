"""Finds the earlier statements a new one relates to and suggests Links."""
