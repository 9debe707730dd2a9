"""Says in sentences what a network shows, and what its numbers are."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from positions.analysis.kernels import Kernel
from positions.analysis.network_settings import Normalization, Qualifier
from positions.web.network_chart import Tie
from positions.web.network_form import Kind, NetworkAsked

MEANS = {
    (Kind.SHARED, Qualifier.IGNORE): gettext_lazy(
        "The number of pairs of statements, one by each of the two, on the same issue."
    ),
    (Kind.SHARED, Qualifier.CONGRUENCE): gettext_lazy(
        "The number of pairs of statements, one by each of the two, that take the same stance on an issue; mixed "
        "beside for or against counts a half."
    ),
    (Kind.SHARED, Qualifier.CONFLICT): gettext_lazy(
        "The number of pairs of statements, one by each of the two, that take opposite stances on an issue; mixed "
        "beside for or against counts a half."
    ),
    (Kind.SHARED, Qualifier.SUBTRACT): gettext_lazy(
        "Pairs of statements on an issue with the same stance minus those with opposite stances; below zero they are "
        "opposed."
    ),
    (Kind.SPOKEN, Qualifier.IGNORE): gettext_lazy("The number of statements with a stance on the issue."),
    (Kind.SPOKEN, Qualifier.SUBTRACT): gettext_lazy(
        "Statements for the issue minus statements against it; zero, for as many of both, is no tie."
    ),
    (Kind.SPOKEN, Qualifier.COMBINE): gettext_lazy(
        "Which stances occur: 1 is for, 2 is mixed, 4 is against; added up where there are several, so that 5 is for "
        "and against."
    ),
    (Kind.ANSWERS, Qualifier.IGNORE): gettext_lazy(
        "The number of confirmed links by which the first supports, opposes, answers or quotes words of the second."
    ),
    (Kind.ANSWERS, Qualifier.CONGRUENCE): gettext_lazy(
        "The number of confirmed links by which the first supports words of the second."
    ),
    (Kind.ANSWERS, Qualifier.CONFLICT): gettext_lazy(
        "The number of confirmed links by which the first opposes words of the second."
    ),
    (Kind.ANSWERS, Qualifier.SUBTRACT): gettext_lazy(
        "Confirmed links by which the first supports words of the second minus those by which it opposes them; below "
        "zero it opposes them more often."
    ),
}
DIVIDED = {
    Normalization.ACTIVITY: gettext_lazy("It is divided by all statements of the first."),
    Normalization.PROMINENCE: gettext_lazy("It is divided by all statements on the issue."),
    Normalization.AVERAGE: gettext_lazy("It is divided by how many statements the two make on average."),
    Normalization.JACCARD: gettext_lazy("It is divided by all that either of the two said."),
    Normalization.COSINE: gettext_lazy(
        "It is divided by the lengths of what the two said, so that 1 is the same in the same proportions."
    ),
}
WEIGHED = {
    Kernel.UNIFORM: gettext_lazy("Each statement of the window counts a half."),
    Kernel.TRIANGULAR: gettext_lazy(
        "A statement counts 1 in the middle of the window, and less in a straight line to 0 at its edges."
    ),
    Kernel.EPANECHNIKOV: gettext_lazy(
        "A statement counts 0.75 in the middle of the window, and less in a curve to 0 at its edges."
    ),
    Kernel.GAUSSIAN: gettext_lazy(
        "A statement counts 0.4 in the middle of the window and less the farther off it is; half the window is the "
        "standard deviation."
    ),
}
STANDS_OUT = gettext_lazy(
    "Only ties are drawn that would be as strong by chance in fewer than 5 of 100 cases, for one of their ends "
    "(disparity filter)."
)


def means_of(asked: NetworkAsked) -> list[object]:
    """Return in sentences what a number is."""
    return [
        MEANS[asked.kind, asked.qualifier],
        DIVIDED.get(asked.normalization, ""),
        WEIGHED.get(asked.window.kernel, "") if asked.window else "",
        STANDS_OUT if asked.is_backbone else "",
    ]


def title_of(asked: NetworkAsked, tie: Tie) -> str:
    """Return the finding: what the strongest tie is."""
    match asked.kind, asked.qualifier, tie.weight > 0:
        case Kind.ANSWERS, _any, _sign:
            said = answered(asked.qualifier, tie)
        case Kind.SPOKEN, Qualifier.COMBINE, _sign:
            return _("Which stances are taken on which issues")
        case Kind.SPOKEN, Qualifier.IGNORE, _sign:
            said = _("%(one)s spoke most, on “%(other)s”")
        case Kind.SPOKEN, _any, True:
            said = _("Most clearly for an issue is %(one)s, for “%(other)s”")
        case Kind.SPOKEN, _any, False:
            said = _("Most clearly against an issue is %(one)s, against “%(other)s”")
        case _kind, Qualifier.IGNORE, _sign:
            said = _("%(one)s and %(other)s spoke most on the same issues")
        case _kind, Qualifier.CONFLICT, _sign:
            said = _("%(one)s and %(other)s took opposite stances most")
        case _kind, Qualifier.SUBTRACT, False:
            said = _("%(one)s and %(other)s are opposed most")
        case _:
            said = _("%(one)s and %(other)s took the same stance most")
    return said % {"one": tie.one, "other": tie.other}


def answered(qualifier: Qualifier, tie: Tie) -> str:
    """Return the finding of who answers whom, with places for the names."""
    if qualifier is Qualifier.IGNORE:
        return _("%(one)s takes up the words of %(other)s most")
    if qualifier is Qualifier.CONFLICT or tie.weight < 0:
        return _("%(one)s opposes the words of %(other)s most")
    return _("%(one)s supports the words of %(other)s most")
