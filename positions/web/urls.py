"""The addresses of the pages, one block per file of views. Slugs may hold letters of any script, hence `str`."""

from django.urls import path

from positions.web import (
    actions,
    articles,
    briefings,
    capture,
    changes_feed,
    conditions,
    decisions,
    digest,
    events,
    exchange,
    feeds,
    following,
    home,
    issues,
    jobs,
    live,
    mails,
    matrix,
    naming,
    negotiations,
    network_files,
    networks,
    pairs,
    parties,
    people,
    proposals,
    reading,
    restoring,
    review,
    search,
    searches,
    settings,
    setup,
    setup_rows,
    statements,
    thresholds,
    today,
    tokens,
    tour,
    webhooks,
)

urlpatterns = [
    # home
    path("", home.home, name="home"),
    # negotiations
    path("n/<str:slug>/remove/", negotiations.negotiation_remove, name="negotiation_remove"),
    # restoring
    path("restore/", restoring.restore, name="restore"),
    path("restore/<uuid:public_id>/", restoring.restoring, name="restoring"),
    path("restore/<uuid:public_id>/set/", restoring.restoring_set, name="restoring_set"),
    path("restore/<uuid:public_id>/file/", restoring.restoring_file, name="restoring_file"),
    path("restore/<uuid:public_id>/report.csv", restoring.restoring_report, name="restoring_report"),
    # setup
    path("n/<str:slug>/settings/", setup.negotiation_settings, name="negotiation_settings"),
    path("n/<str:slug>/settings/about/", setup.setup_about, name="setup_about"),
    path("n/<str:slug>/settings/parties/", setup.setup_parties, name="setup_parties"),
    path("n/<str:slug>/settings/people/", setup.setup_people, name="setup_people"),
    path("n/<str:slug>/settings/issues/", setup.setup_issues, name="setup_issues"),
    path("n/<str:slug>/settings/members/", setup.setup_members, name="setup_members"),
    path("n/<str:slug>/settings/add/<slug:section>/", setup.registry_add, name="registry_add"),
    # setup rows
    path("n/<str:slug>/settings/parties/<str:party_slug>/", setup_rows.setup_party, name="setup_party"),
    path("n/<str:slug>/settings/parties/<str:party_slug>/merge/", setup_rows.setup_merge, name="setup_merge"),
    path("n/<str:slug>/settings/people/<int:person>/", setup_rows.setup_person, name="setup_person"),
    path("n/<str:slug>/settings/people/<int:person>/roles/<int:role>/", setup_rows.setup_role, name="setup_role"),
    path("n/<str:slug>/settings/issues/<str:issue_slug>/", setup_rows.setup_issue, name="setup_issue"),
    path("n/<str:slug>/settings/issues/<str:issue_slug>/move/", setup_rows.setup_issue_move, name="setup_issue_move"),
    path("n/<str:slug>/settings/remove/<slug:section>/<str:row>/", setup_rows.setup_remove, name="setup_remove"),
    path("n/<str:slug>/settings/members/<int:user>/remove/", setup_rows.member_remove, name="member_remove"),
    # events
    path("n/<str:slug>/settings/events/", events.events, name="events"),
    path("n/<str:slug>/settings/events/<int:event>/", events.event, name="event"),
    path("n/<str:slug>/settings/events/<int:event>/remove/", events.event_remove, name="event_remove"),
    # thresholds
    path("n/<str:slug>/settings/thresholds/", thresholds.thresholds, name="thresholds"),
    path("n/<str:slug>/settings/thresholds/set/", thresholds.thresholds_set, name="thresholds_set"),
    path("n/<str:slug>/settings/thresholds.csv", thresholds.thresholds_csv, name="thresholds_csv"),
    # tour
    path("n/<str:slug>/tour/", tour.tour_set, name="tour_set"),
    path("n/<str:slug>/tour/now/", tour.tour_show, name="tour_show"),
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
    path("digest/", digest.mail, name="mail"),
    # mails
    path("digest/set/", mails.mail_set, name="mail_set"),
    path("digest/export.json", mails.mail_export, name="mail_export"),
    path("digest/remove/", mails.mail_remove, name="mail_remove"),
    path("digest/mails/<uuid:public_id>/", mails.delivery, name="delivery"),
    path("digest/mails/<uuid:public_id>/send/", mails.delivery_send, name="delivery_send"),
    path("unsubscribe/<uuid:token>/", mails.unsubscribe_page, name="unsubscribe"),
    # changes feed
    path("digest/feed/", changes_feed.changes_feed_set, name="changes_feed_set"),
    path("feeds/changes/<str:token>/", changes_feed.changes_feed, name="changes_feed"),
    # webhooks
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<uuid:public_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:public_id>/set/", webhooks.webhook_set, name="webhook_set"),
    # tokens
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<slug:key>/revoke/", tokens.token_revoke, name="token_revoke"),
    # following
    path("n/<str:slug>/follow/", following.follow_set, name="follow_set"),
    path("digest/follows/<uuid:public_id>/remove/", following.follow_remove, name="follow_remove"),
    # today
    path("n/<str:slug>/", today.today, name="negotiation"),
    # matrix
    path("n/<str:slug>/matrix/", matrix.matrix, name="matrix"),
    path("n/<str:slug>/matrix.csv", matrix.matrix_csv, name="matrix_csv"),
    path("n/<str:slug>/shifts.csv", matrix.shifts_csv, name="shifts_csv"),
    # networks
    path("n/<str:slug>/network/", networks.network_page, name="network"),
    path("n/<str:slug>/network.csv", networks.network_csv, name="network_csv"),
    *(
        path(f"n/<str:slug>/network.{each}", network_files.network_file, {"ending": each}, name=f"network_{each}")
        for each in network_files.FORMATS
    ),
    path("n/<str:slug>/network-over-time.csv", networks.network_time_csv, name="network_time_csv"),
    # exchange
    path("n/<str:slug>/exchange/", exchange.exchange, name="exchange"),
    path("n/<str:slug>/exchange/export/<str:format_name>/", exchange.exchange_export, name="exchange_export"),
    path("n/<str:slug>/exchange/import/", exchange.exchange_import, name="exchange_import"),
    path("n/<str:slug>/exchange/<uuid:public_id>/", exchange.transfer, name="transfer"),
    path("n/<str:slug>/exchange/<uuid:public_id>/set/", exchange.transfer_set, name="transfer_set"),
    path("n/<str:slug>/exchange/<uuid:public_id>/file/", exchange.transfer_file, name="transfer_file"),
    path("n/<str:slug>/exchange/<uuid:public_id>/report.csv", exchange.transfer_report, name="transfer_report"),
    # issues
    path("n/<str:slug>/issues/", issues.issues, name="issues"),
    path("n/<str:slug>/issues/<str:issue_slug>/", issues.issue, name="issue"),
    path("n/<str:slug>/issues/<str:issue_slug>/positions.csv", issues.issue_csv, name="issue_csv"),
    # parties
    path("n/<str:slug>/parties/", parties.parties, name="parties"),
    path("n/<str:slug>/parties/<str:party_slug>/", parties.party, name="party"),
    # pairs
    path("n/<str:slug>/parties/<str:one_slug>/<str:other_slug>/", pairs.pair, name="pair"),
    path("n/<str:slug>/parties/<str:one_slug>/<str:other_slug>/distance.csv", pairs.pair_csv, name="pair_csv"),
    # people
    path("n/<str:slug>/people/", people.people, name="people"),
    path("n/<str:slug>/people/<str:person_slug>/", people.person, name="person"),
    # conditions
    path("n/<str:slug>/conditions/", conditions.conditions, name="conditions"),
    path("n/<str:slug>/conditions/<int:position>/<str:party_slug>/", conditions.condition, name="condition"),
    path(
        "n/<str:slug>/conditions/<int:position>/<str:party_slug>/decide/",
        conditions.condition_decide,
        name="condition_decide",
    ),
    path(
        "n/<str:slug>/conditions/<int:position>/<str:party_slug>/undo/",
        conditions.condition_undo,
        name="condition_undo",
    ),
    # briefings
    path("n/<str:slug>/briefing/", briefings.briefing, name="briefing"),
    path("n/<str:slug>/briefing.<str:ending>", briefings.briefing_file, name="briefing_file"),
    # proposals
    path("n/<str:slug>/proposals/", proposals.proposals, name="proposals"),
    path("n/<str:slug>/proposals/<str:proposal_slug>/", proposals.proposal, name="proposal"),
    # statements
    path("n/<str:slug>/statements/<uuid:public_id>/", statements.statement, name="statement"),
    path("n/<str:slug>/statements/<uuid:public_id>/link/", statements.statement_link, name="statement_link"),
    path(
        "n/<str:slug>/statements/<uuid:public_id>/citation.<str:ending>",
        statements.statement_citation,
        name="statement_citation",
    ),
    # search
    path("n/<str:slug>/search/", search.search, name="search"),
    # saved searches
    path("n/<str:slug>/searches/", searches.saved_searches, name="saved_searches"),
    path("n/<str:slug>/searches/add/", searches.saved_search_add, name="saved_search_add"),
    path("n/<str:slug>/searches/<uuid:public_id>/", searches.saved_search, name="saved_search"),
    path("n/<str:slug>/searches/<uuid:public_id>/feed/", searches.saved_search_feed, name="saved_search_feed"),
    path("n/<str:slug>/searches/<uuid:public_id>/remove/", searches.saved_search_remove, name="saved_search_remove"),
    path("feeds/<str:token>/", feeds.feed, name="feed"),
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
