import pytest
from fastapi import Request

from ppuri.portal.guard import HEADERS, same_origin


def asked(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/upload", "headers": raw, "query_string": b""})


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1:8080", "host": "127.0.0.1:8080"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"origin": "http://127.0.0.1:8080", "host": "127.0.0.1:8080"}, True),
        ({"origin": "http://127.0.0.1:9999", "host": "127.0.0.1:8080"}, False),
        ({"origin": "https://evil.example", "host": "127.0.0.1:8080"}, False),
        ({"origin": "null", "host": "127.0.0.1:8080"}, False),
        ({"host": "127.0.0.1:8080"}, True),
    ],
    ids=["ours", "foreign", "sibling", "origin ours", "other port", "origin foreign", "origin hidden", "no browser"],
)
def test_forms_of_other_sites_are_told_apart(headers: dict[str, str], accepted: bool) -> None:
    assert same_origin(asked(**headers)) is accepted


def test_no_script_but_our_own_files_may_run() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
