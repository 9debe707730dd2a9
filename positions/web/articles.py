"""The articles of a negotiation, and a new one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from positions.enums import JobKind, Role
from positions.models import Article, Job, Negotiation, Statement
from positions.models.negotiations import ROLES_FROM
from positions.web.access import PageRequest, negotiation_page
from positions.web.article_form import ArticleForm, take_in

PER_PAGE = 50


@negotiation_page()
def articles(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the articles, newest first, with what is open in each; failed ones with reason and remedy above."""
    only_open = request.GET.get("show") == "open"
    found = Article.objects.filter(negotiation=negotiation)
    if only_open:
        found = found.filter(Exists(Statement.objects.open().filter(version__article=OuterRef("pk"))))
    page = Paginator(found.for_display().with_counts(), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    still_open = dict(
        Statement.objects.filter(version__article__in=rows).open().values_list("version__article").annotate(Count("pk"))
    )
    for article in rows:
        article.open_count = still_open.get(article.pk, 0)  # type: ignore[attr-defined]  # for the template
    failed = Job.objects.failed().filter(negotiation=negotiation, kind=JobKind.EXTRACT)
    context = {
        "page": page,
        "articles": rows,
        "failed": list(failed.select_related("article__source")),
        "only_open": only_open,
        "may_edit": request.role in ROLES_FROM[Role.ANALYST],
    }
    return render(request, "articles.html", context)


@negotiation_page(role=Role.ANALYST)
def article_add(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Take in a text, an address or a file; show what was found before it is saved."""
    form = ArticleForm(initial={"url": request.GET.get("url", "")})
    if request.method == "POST":
        taken = take_in(ArticleForm(request.POST, request.FILES), negotiation, request.user)
        if not isinstance(taken, ArticleForm):
            if not taken.is_new:
                words = _("This text is here already; this is the article. Nothing was stored twice.")
                messages.info(request, words)
            return redirect(taken.article)
        form = taken
    status = 422 if form.is_bound else 200
    return render(request, "article_add.html", {"form": form, "negotiation": negotiation}, status=status)
