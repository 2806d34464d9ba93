"""How a browser is refused: by a page, until app and callback belong together; by a redirect after that."""

from isthmus.errors import IsthmusError


class PageError(IsthmusError):
    """Told to the person on a page. `error` is AWS's word for it, the text says what to do."""

    code = "page"

    def __init__(self, error: str, text: str) -> None:
        super().__init__(text)
        self.error = error
        self.text = text


class RedirectError(IsthmusError):
    """Told to the app, at its callback."""

    code = "redirect"

    def __init__(self, error: str, *, location: str, reason: str) -> None:
        super().__init__(reason)
        self.error = error
        self.location = location
