"""How long to wait before something that another machine did not take is tried again."""

from datetime import timedelta

# A server that restarts, one that is mended within the hour, one mended tomorrow.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720)]
