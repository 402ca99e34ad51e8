"""Changing a file that Reflex writes for the build, where it has no setting for that."""


def insert_after(text: str, known: str, own: str, where: str) -> str:
    """The text with `own` right after `known`, once. Raises RuntimeError, which names the module
    `where` this is wanted, unless `known` is there exactly once: then Reflex writes another file.
    """
    if own in text:
        return text
    if text.count(known) != 1:
        raise RuntimeError(f"Reflex writes another file than it did: see {where}")
    return text.replace(known, known + own)
