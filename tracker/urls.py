"""The addresses: pages, API, admin, accounts and health."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from tracker.health import healthz

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/", include("positions.api.urls")),
    path("", include("positions.web.urls")),
]
handler400 = "tracker.refusals.bad_request"
handler403 = "tracker.refusals.permission_denied"
handler404 = "tracker.refusals.page_not_found"
handler500 = "tracker.refusals.server_error"

if settings.MAIL_EVENTS:
    urlpatterns.append(path("mail-events/", include("anymail.urls")))
