"""The data keepers' admin."""
