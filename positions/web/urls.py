"""The addresses of the pages, one block per file of views. Slugs may hold letters of any script, hence `str`."""

from django.urls import path

from positions.web import (
    actions,
    articles,
    capture,
    decisions,
    digest,
    home,
    issues,
    jobs,
    live,
    matrix,
    naming,
    negotiations,
    parties,
    proposals,
    reading,
    review,
    search,
    settings,
    statements,
    thresholds,
    today,
)

urlpatterns = [
    # home
    path("", home.home, name="home"),
    # negotiations
    path("n/<str:slug>/settings/", negotiations.negotiation_settings, name="negotiation_settings"),
    path("n/<str:slug>/settings/add/<slug:section>/", negotiations.registry_add, name="registry_add"),
    path("n/<str:slug>/settings/members/<int:user>/remove/", negotiations.member_remove, name="member_remove"),
    path("n/<str:slug>/remove/", negotiations.negotiation_remove, name="negotiation_remove"),
    # thresholds
    path("n/<str:slug>/settings/thresholds/", thresholds.thresholds, name="thresholds"),
    path("n/<str:slug>/settings/thresholds/set/", thresholds.thresholds_set, name="thresholds_set"),
    path("n/<str:slug>/settings/thresholds.csv", thresholds.thresholds_csv, name="thresholds_csv"),
    # articles
    path("n/<str:slug>/articles/", articles.articles, name="articles"),
    path("n/<str:slug>/articles/add/", articles.article_add, name="article_add"),
    # reading
    path("n/<str:slug>/articles/<uuid:public_id>/", reading.article, name="article"),
    path("n/<str:slug>/articles/<uuid:public_id>/progress/", reading.article_progress, name="article_progress"),
    # live
    path("n/<str:slug>/articles/<uuid:public_id>/news/<int:number>/", live.article_news, name="article_news"),
    # capture
    path("n/<str:slug>/articles/<uuid:public_id>/capture/<int:number>/", capture.capture, name="capture"),
    # decisions
    path("n/<str:slug>/statements/<uuid:public_id>/judge/", decisions.statement_judge, name="statement_judge"),
    path("n/<str:slug>/statements/<uuid:public_id>/correct/", decisions.statement_correct, name="statement_correct"),
    path(
        "n/<str:slug>/statements/<uuid:public_id>/links/<uuid:link_id>/judge/",
        decisions.reading_link_judge,
        name="reading_link_judge",
    ),
    path("n/<str:slug>/statements/<uuid:public_id>/links/add/", decisions.reading_link_add, name="reading_link_add"),
    # naming
    path("n/<str:slug>/statements/<uuid:public_id>/name/", naming.source_name, name="source_name"),
    # digest
    path("n/<str:slug>/digest/", digest.digest, name="digest"),
    path("n/<str:slug>/digest/preview/", digest.digest_preview, name="digest_preview"),
    path("n/<str:slug>/digest/leave/", digest.digest_leave, name="digest_leave"),
    path("unsubscribe/<uuid:token>/", digest.unsubscribe_page, name="unsubscribe"),
    # today
    path("n/<str:slug>/", today.today, name="negotiation"),
    # matrix
    path("n/<str:slug>/matrix/", matrix.matrix, name="matrix"),
    path("n/<str:slug>/matrix.csv", matrix.matrix_csv, name="matrix_csv"),
    # issues
    path("n/<str:slug>/issues/", issues.issues, name="issues"),
    path("n/<str:slug>/issues/<str:issue_slug>/", issues.issue, name="issue"),
    path("n/<str:slug>/issues/<str:issue_slug>/positions.csv", issues.issue_csv, name="issue_csv"),
    # parties
    path("n/<str:slug>/parties/", parties.parties, name="parties"),
    path("n/<str:slug>/parties/<str:party_slug>/", parties.party, name="party"),
    # proposals
    path("n/<str:slug>/proposals/<str:proposal_slug>/", proposals.proposal, name="proposal"),
    # statements
    path("n/<str:slug>/statements/<uuid:public_id>/", statements.statement, name="statement"),
    path("n/<str:slug>/statements/<uuid:public_id>/link/", statements.statement_link, name="statement_link"),
    # search
    path("n/<str:slug>/search/", search.search, name="search"),
    # review
    path("n/<str:slug>/review/", review.review_queue, name="review_queue"),
    path("n/<str:slug>/review/statements/<uuid:public_id>/", review.review_statement, name="review_statement"),
    path("n/<str:slug>/links/<uuid:public_id>/", review.link, name="link"),
    path("n/<str:slug>/links/<uuid:public_id>/judge/", review.link_judge, name="link_judge"),
    # actions
    path(
        "n/<str:slug>/articles/<uuid:public_id>/history/<int:number>/", actions.article_history, name="article_history"
    ),
    path("n/<str:slug>/undo/", actions.action_undo, name="action_undo"),
    # settings
    path("settings/", settings.settings_page, name="settings"),
    # jobs
    path("n/<str:slug>/jobs/", jobs.jobs, name="jobs"),
    path("n/<str:slug>/jobs/<uuid:public_id>/retry/", jobs.job_retry, name="job_retry"),
    path("n/<str:slug>/jobs/<uuid:public_id>/ignore/", jobs.job_ignore, name="job_ignore"),
]
