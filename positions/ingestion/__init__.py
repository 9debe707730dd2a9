"""Turns an address, a file or pasted text into an Article with a frozen ArticleVersion."""
