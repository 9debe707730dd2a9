"""Composes, renders and delivers the digest."""
