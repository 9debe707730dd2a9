"""Wiring: settings, Celery, addresses, the web server's door, the embedded engines and the run."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
