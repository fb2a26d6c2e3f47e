"""Bodies and passwords that are refused at the door, with a sentence."""

import pytest
from django.test import RequestFactory

from mingjing.agencies.models import User
from mingjing.project.refusals import body_limit, locked_out

TWO_GIB = 2 * 1024**3


class _Anybody:
    is_authenticated = False


@pytest.mark.parametrize(
    ("user", "length", "status"),
    [
        (_Anybody(), str(6 * 1024**2), 413),
        (_Anybody(), "1000", 200),
        (User(username="x"), str(6 * 1024**2), 200),
        (User(username="x"), str(TWO_GIB), 413),
        (User(username="x"), "1e3", 400),
    ],
)
def test_body_is_refused_by_its_announced_length(user, length, status) -> None:
    from django.http import HttpResponse

    request = RequestFactory().post("/desk/", CONTENT_LENGTH=length)
    request.META["CONTENT_LENGTH"] = length
    request.user = user
    answer = body_limit(lambda _: HttpResponse("ok"))(request)
    assert answer.status_code == status
    if status == 413:
        assert "未接收任何内容" in answer.content.decode()


def test_lock_out_says_how_long() -> None:
    answer = locked_out(RequestFactory().get("/desk/login/"), {})
    assert answer.status_code == 429
    assert "15分钟后再试" in answer.content.decode()


@pytest.mark.django_db
def test_five_wrong_passwords_lock_the_account(client, rf) -> None:
    from django.contrib.auth import authenticate

    User.objects.create_user("lu", password="right-password-1")
    request = rf.post("/desk/login/")
    for _ in range(5):
        assert authenticate(request, username="lu", password="wrong") is None
    assert authenticate(rf.post("/desk/login/"), username="lu", password="right-password-1") is None


def test_interface_judges_its_own_bodies() -> None:
    """A caller with a token isn't signed in at the door yet; the interface knows its own limits and words."""
    from django.http import HttpResponse

    request = RequestFactory().post("/api/v1/cases", CONTENT_LENGTH=str(6 * 1024**2))
    request.META["CONTENT_LENGTH"] = str(6 * 1024**2)
    request.user = _Anybody()
    assert body_limit(lambda _: HttpResponse("ok"))(request).status_code == 200
