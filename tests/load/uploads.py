"""A file that a visitor gives to a page, as a browser sends it."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.cookies import SimpleCookie

COOKIE, HEADER = "_streamlit_xsrf", "X-Xsrftoken"
# What the server says of a file that it keeps.
KEPT = 204


def cross_site_token(url: str) -> str:
    """The token that a server gives to a browser against requests of other sites."""
    with urllib.request.urlopen(f"{url}/_stcore/health") as answer:
        return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE].value


def upload(url: str, session: str, file: str, content: bytes, token: str | None) -> int:
    """Send a file as a browser does; the server's status, 0 where it cuts the file off.

    Args:
        session: the visit that it is said to belong to.
        file: by which the browser calls it from then on.
        token: against requests of other sites; None to send none.
    """
    body = (
        b'--part\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + content + b"\r\n--part--\r\n"
    )
    address = f"{url}/_stcore/upload_file/{session}/{file}"
    request = urllib.request.Request(address, data=body, method="PUT")
    request.add_header("Content-Type", "multipart/form-data; boundary=part")
    if token is not None:
        request.add_header(HEADER, token)
        request.add_header("Cookie", f"{COOKIE}={token}")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code
    except urllib.error.URLError as cut_off:
        if not isinstance(cut_off.reason, ConnectionError):
            raise
        return 0
