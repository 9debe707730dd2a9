"""The example negotiations: their content, and how it is entered as an analyst would enter it."""
