"""What the settings promise to the operator."""

import stat

import pytest
from django.conf import settings

from mingjing.project import database, logs, places
from mingjing.project.secrets import secret


def test_pages_load_nothing_inline_and_nothing_foreign() -> None:
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items():
        assert all("unsafe" not in source and "http" not in source for source in sources), name


def test_secret_is_made_once_and_closed(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")
    first = secret("key", "MINGJING_NO_SUCH_VARIABLE")
    assert len(first) >= 48
    assert secret("key", "MINGJING_NO_SUCH_VARIABLE") == first
    assert stat.S_IMODE((tmp_path / "secrets" / "key").stat().st_mode) == 0o600
    monkeypatch.setenv("MINGJING_NO_SUCH_VARIABLE", "given")
    assert secret("key", "MINGJING_NO_SUCH_VARIABLE") == "given"


def test_database_url_is_read() -> None:
    entry = database.from_url("postgresql://app:p%40ss@db.example:5433/mingjing?sslmode=verify-full")
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "5433", "mingjing")
    assert (entry["USER"], entry["PASSWORD"]) == ("app", "p@ss")
    assert entry["OPTIONS"]["sslmode"] == "verify-full"
    assert database.from_url("postgresql:///m?host=/run/pg&user=x")["HOST"] == "/run/pg"


@pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://u@h/x", ""])
def test_no_other_database_is_taken(url) -> None:
    with pytest.raises(ValueError, match="PostgreSQL only"):
        database.from_url(url)


def test_personal_data_stay_out_of_the_logs() -> None:
    event = {"event": "act refused", "act": "decide", "party": "某公司", "id_number": "1", "fields": {}}
    assert logs.drop_personal_data(None, "info", event) == {"event": "act refused", "act": "decide"}
