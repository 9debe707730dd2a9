"""What a worker of these tests runs with: the test's own database, broker and mail server."""

import os

from tests.settings import *
from tracker.environment import mail

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
CELERY_BROKER_URL = os.environ["WORKER_BROKER"]
globals().update(mail(os.environ["WORKER_MAIL"]))
