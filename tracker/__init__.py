"""Wiring: settings, Celery, addresses, the web server's door, the embedded engines and the run."""

import os

# Before numpy is there: matrices are multiplied by the thread that asks. Several workers run beside each other, and the
# encoder in each has threads of its own; numpy's would only wait for a processor, and burn one meanwhile.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tracker.celery import app as celery_app  # see above

__all__ = ["celery_app"]
