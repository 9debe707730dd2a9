"""Networks as files of the programs that draw them."""
