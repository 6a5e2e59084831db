"""What a maker's own names of columns say."""

from connectors.layouts.load import named


def counts_up(header: str, family: str | None) -> bool:
    """Whether a column counts up from a restart of the machine, so that only its increase is a quantity."""
    return header in named(family).names.cumulative


def in_words(header: str, family: str | None) -> str | None:
    """Return what a maker's own name of a column says in plain words; None where its layout knows none.

    Args:
        header: As it stands in the file.
        family: Layout of the file, None for what holds for every maker.
    """
    names = named(family).names
    told = (match.expand(each.words) for each in names.said if (match := each.header.search(header)))
    said = next(told, None)
    if said is not None or names.prefix is None:
        return said
    bare = names.prefix.sub("", header.strip(), count=1)
    return bare if bare != header.strip() else None
