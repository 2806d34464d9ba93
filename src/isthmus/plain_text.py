"""Words of other parties on a terminal: what would move its cursor or forge a line is shown, not sent."""


def make_plain(text: str) -> str:
    """Give a text in which nothing but printable characters is left; the others are written as escapes.

    SECURITY: an escape sequence can rename a window, rewrite what stands above, or fill the clipboard
    (CWE-150); a right-to-left mark or a line break shows another text than there is.
    """
    if text.isprintable():
        return text
    return "".join(_escape(character) for character in text)


def _escape(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
