"""The addresses of the pages, one block per file of views. Slugs may hold letters of any script, hence `str`."""

from django.urls import path

from positions.web import digest, home, jobs, settings

urlpatterns = [
    # home
    path("", home.home, name="home"),
    # digest
    path("n/<str:slug>/digest/", digest.digest, name="digest"),
    path("n/<str:slug>/digest/preview/", digest.digest_preview, name="digest_preview"),
    path("n/<str:slug>/digest/leave/", digest.digest_leave, name="digest_leave"),
    path("unsubscribe/<uuid:token>/", digest.unsubscribe_page, name="unsubscribe"),
    # settings
    path("settings/", settings.settings_page, name="settings"),
    # jobs
    path("n/<str:slug>/jobs/", jobs.jobs, name="jobs"),
    path("n/<str:slug>/jobs/<uuid:public_id>/retry/", jobs.job_retry, name="job_retry"),
    path("n/<str:slug>/jobs/<uuid:public_id>/ignore/", jobs.job_ignore, name="job_ignore"),
]
