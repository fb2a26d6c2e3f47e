"""Whence a request comes, behind as many proxies as the operator trusts (`MINGJING_PROXIES`)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: what the outermost trusted proxy saw; without proxies, who is connected.

    Each proxy adds the address that it sees at the end of X-Forwarded-For; what stands before those of the trusted ones is
    the sender's own word. Fewer entries than proxies: the header isn't theirs.
    """
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies = settings.AXES_IPWARE_PROXY_COUNT
    if 0 < proxies <= len(told):
        return told[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
