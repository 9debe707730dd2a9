"""Reads an ArticleVersion and suggests Statements."""
