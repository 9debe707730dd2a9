"""The reader's tokens: programs that use the API in the reader's name; made, seen and revoked by hand."""

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from knox.settings import knox_settings

from positions.enums import TokenScope
from positions.models import Negotiation, Token, User
from positions.review.tokens import make_token, revoke_token
from positions.web.access import PageRequest
from positions.web.entry import EntryForm

SHOWN_ONCE = "token_secret"  # of the session, until the next page has shown it


class TokenForm(EntryForm):
    """A token that can do no more than it has to: reading is enough for most programs."""

    name = forms.CharField(
        label=pgettext_lazy("a token", "Name"),
        max_length=100,
        help_text=gettext_lazy("What it is for, so that you can tell your tokens apart."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    scope = forms.ChoiceField(label=gettext_lazy("It may"), choices=TokenScope, initial=TokenScope.READ)
    negotiation = forms.ModelChoiceField(
        label=gettext_lazy("It reaches"),
        queryset=Negotiation.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("all your negotiations"),
    )
    days = forms.IntegerField(label=gettext_lazy("Days until it expires"), min_value=1)

    def __init__(self, typed: QueryDict | None, *, by: User) -> None:
        longest = knox_settings.TOKEN_TTL.days
        super().__init__(typed, initial={"days": longest})
        self.fields["negotiation"].queryset = Negotiation.objects.visible_to(by)  # type: ignore[attr-defined]
        self.fields["days"].help_text = gettext_lazy("At most %(days)s.") % {"days": longest}
        self.fields["days"].widget.attrs["max"] = longest

    def enter(self, by: User) -> tuple[Token, str]:
        return make_token(by=by, **self.cleaned_data)


@never_cache
def tokens(request: PageRequest) -> HttpResponse:
    """List the reader's tokens, make one, and show the secret of the one just made, once."""
    form = TokenForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_entered(request.user):
        made, secret = form.entered
        request.session[SHOWN_ONCE] = {"name": made.name, "secret": secret}
        return redirect("tokens")
    context = {
        "tokens": Token.objects.of(request.user).select_related("negotiation").order_by(F("expiry").desc()),
        "form": form,
        "made": request.session.pop(SHOWN_ONCE, None),
    }
    return render(request, "tokens/list.html", context, status=422 if form.errors else 200)


@never_cache
def token_revoke(request: PageRequest, key: str) -> HttpResponse:
    """Ask, and on a POST revoke a token; what has it is shut out at once."""
    token = get_object_or_404(Token.objects.of(request.user), token_key=key)
    if request.method == "POST":
        revoke_token(token=token, by=request.user)
        messages.success(request, _("“%(token)s” is revoked. It opens nothing any more.") % {"token": token.name})
        return redirect("tokens")
    return render(request, "tokens/revoke.html", {"token": token})
