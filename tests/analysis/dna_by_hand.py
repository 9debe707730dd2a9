"""Counts networks one statement and one pair at a time, straight from the definitions: slow, to compare with."""

from datetime import timedelta

from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Shape


def week_of_year(day):
    """Sunday to Saturday; week 1 holds 1 January."""
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    return (saturday.timetuple().tm_yday - 1) // 7 + 1


PERIODS = {
    Duplicates.DOCUMENT: lambda row: row["document"],
    Duplicates.WEEK: lambda row: week_of_year(row["date"]),
    Duplicates.MONTH: lambda row: row["date"].month,
    Duplicates.YEAR: lambda row: row["date"].year,
    Duplicates.ACROSS_RANGE: lambda row: None,
}


def kept(rows, settings):
    found = []
    seen = set()
    for row in sorted(rows, key=lambda row: row["date"]):
        if not row[settings.of] or not row[settings.by]:
            continue
        key = (row[settings.of], row[settings.by])
        if settings.qualifier is not Qualifier.IGNORE:
            key += (row["agreement"],)
        if settings.duplicates is not Duplicates.INCLUDE:
            key += (PERIODS[settings.duplicates](row),)
            if key in seen:
                continue
        seen.add(key)
        found.append(row)
    return found


def by_hand(rows, settings, levels, signs):
    """Return names of rows, names of columns and a dict of weights, as DNA has them."""
    some = kept(rows, settings)
    of = sorted({row[settings.of] for row in some})
    by = sorted({row[settings.by] for row in some})
    uses = {(i, j, k): 0 for i in of for j in by for k in levels}
    for row in some:
        uses[row[settings.of], row[settings.by], row["agreement"]] += 1
    if settings.shape is Shape.TWO_MODE:
        return of, by, two_mode(uses, of, by, levels, signs, settings)
    return of, of, one_mode(uses, of, by, levels, settings)


def two_mode(uses, of, by, levels, signs, settings):
    weights = {}
    for i in of:
        for j in by:
            counts = [uses[i, j, k] for k in levels]
            if settings.qualifier is Qualifier.IGNORE:
                weights[i, j] = sum(counts)
            elif settings.qualifier is Qualifier.SUBTRACT:
                weights[i, j] = sum(sign * count for sign, count in zip(signs, counts, strict=True))
            else:
                weights[i, j] = int("".join("1" if count else "0" for count in counts), 2)
    if settings.normalization is Normalization.NO:
        return weights

    def amount(i, j):
        if settings.qualifier is Qualifier.COMBINE:
            return int(weights[i, j] > 0)
        return sum(uses[i, j, k] for k in levels)

    if settings.normalization is Normalization.ACTIVITY:
        return {(i, j): weight / (sum(amount(i, b) for b in by) or 1) for (i, j), weight in weights.items()}
    return {(i, j): weight / (sum(amount(a, j) for a in of) or 1) for (i, j), weight in weights.items()}


def one_mode(uses, of, by, levels, settings):
    span = levels[-1] - levels[0] or 1
    weights = {}
    for one in of:
        for other in of:
            tie = 0.0
            for j in by:
                for k in levels:
                    for m in levels:
                        near = 1 - abs(k - m) / span
                        share = {
                            Qualifier.IGNORE: 1,
                            Qualifier.CONGRUENCE: near,
                            Qualifier.CONFLICT: 1 - near,
                            Qualifier.SUBTRACT: 2 * near - 1,
                        }
                        tie += uses[one, j, k] * uses[other, j, m] * share[settings.qualifier]
            divided = tie / (divisor(uses, one, other, by, levels, settings.normalization) or 1)
            weights[one, other] = 0 if one == other else divided
    return weights


def divisor(uses, one, other, by, levels, normalization):
    cells = [(uses[one, j, k], uses[other, j, k]) for j in by for k in levels]
    mine, theirs = sum(a for a, _ in cells), sum(b for _, b in cells)
    match normalization:
        case Normalization.AVERAGE:
            return (mine + theirs) / 2
        case Normalization.JACCARD:
            return sum(a for a, b in cells if not b) + sum(b for a, b in cells if not a) + sum(a * b for a, b in cells)
        case Normalization.COSINE:
            return mine * theirs
    return 1
