"""Where a browser is sent after it signed in: a place of this program, whatever the address says."""

from urllib.parse import quote, unquote, urlsplit

LONGEST = 2_000
NEVER = ("/sign-in", "/sign-out", "/second-factor", "/enter", "/auth", "/oauth2callback", "/_stcore", "/static")


def checked(said: str | None) -> str:
    """The path if it stays here, else the home page.

    Browsers read `//host`, `/\\host` and control characters in ways of their own, so only what is plain is taken.
    """
    if not said or len(said) > LONGEST or not said.startswith("/"):
        return "/"
    # Twice, because whoever stands in front may unpack it once more.
    for form in (said, unquote(said), unquote(unquote(said))):
        if form.startswith(("//", "/\\")) or "\\" in form or any(ord(c) < 33 or ord(c) == 127 for c in form):
            return "/"
    try:
        parts = urlsplit(said)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not said.isascii():
        return "/"
    first = parts.path.rstrip("/")
    return "/" if any(first == path or first.startswith(f"{path}/") for path in NEVER) else said


def of_request(path: str, query: bytes) -> str:
    """The path and query of a request, as one text that `checked` will take."""
    whole = quote(path, safe="/:@!$&'()*+,;=~-._")
    return checked(f"{whole}?{query.decode('latin-1')}" if query else whole)


def sign_in(after: str) -> str:
    """The address of the sign-in page that leads there."""
    return with_next("/sign-in", after)


def with_next(address: str, after: str) -> str:
    """An address of ours that says where to go on afterwards."""
    return address if after == "/" else f"{address}?next={quote(after, safe='')}"
