"""Changes a file that Reflex writes for the build, where Reflex has no setting for it."""


def insert_after(text: str, known: str, own: str, where: str) -> str:
    """The text with `own` right after `known`. Raises RuntimeError, which names the calling module
    (`where`), unless `known` occurs exactly once: then Reflex writes another file than before.
    """
    if own in text:
        return text
    if text.count(known) != 1:
        raise RuntimeError(f"Reflex writes another file than it did: see {where}")
    return text.replace(known, known + own)
