"""What analysts decide; every function says by whom."""
