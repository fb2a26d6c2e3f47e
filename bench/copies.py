"""Many cases quickly: real ones, performed act by act, whose rows are copied by INSERT ... SELECT with new ids.

Done as the role that owns the tables, with every trigger at work. A copy has the state, clocks, tasks, people and
documents of its model; party, number and search words are its own, and all its dates are shifted by the same days in
the columns that lists read. The streams of records are copied for one case in `STREAM_EVERY`: the pages of these are
measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from psycopg import Connection, sql

from bench import bare
from bench.names import generated

STREAM_EVERY = 7
LIMIT_MS = 1_800_000
_COPIED = (
    *("cases_case", "cases_caseclock", "cases_task", "cases_caseofficer", "cases_document"),
    *("records_casekey", "records_outbox", "records_record", "records_recordcontent", "records_attachment"),
    *("records_statement", "disclosure_publication"),
)

_SHIFT = "{} + c.shift * interval '1 day'"
_DAYS = "{} + c.shift"


def multiply(models: Sequence[UUID], count: int) -> None:
    """Copy the model cases in turn until there are `count` more."""
    with bare.role("owner") as owner:
        owner.execute(f"SET statement_timeout = {LIMIT_MS}")
        _plan(owner, models, count)
        _cases(owner)
        _streams(owner)
        _publications(owner)
        owner.commit()
    with bare.role("owner") as owner:
        owner.autocommit = True
        owner.execute(f"SET statement_timeout = {LIMIT_MS}")
        for table in _COPIED:
            owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def open_copies(models: Sequence[UUID], count: int) -> None:
    """`count` cases with clocks, tasks and people, as of the models' own days and without streams; all others go."""
    with bare.role("owner") as owner:
        owner.execute(f"SET statement_timeout = {LIMIT_MS}")
        _plan(owner, models, count)
        owner.execute("UPDATE c SET shift = 0, number = replace(number, '立', '再立')")
        _cases(owner)
        owner.execute(
            "DELETE FROM cases_caseclock k WHERE NOT EXISTS (SELECT 1 FROM c WHERE c.new_id = k.case_id)"
        )
        owner.commit()
    with bare.role("owner") as owner:
        owner.autocommit = True
        for table in _COPIED[:4]:
            owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def _plan(owner: Connection, models: Sequence[UUID], count: int) -> None:
    """A line for each copy: its model, its new id, its own words."""
    owner.execute(
        "CREATE TEMP TABLE own (n int, party text, pinyin text, number text, search text, shift int) ON COMMIT DROP"
    )
    with owner.cursor().copy("COPY own FROM STDIN") as copy:
        for line in generated(count):
            copy.write_row(line)
    owner.execute(
        """CREATE TEMP TABLE c ON COMMIT DROP AS
        SELECT own.*, (%s::uuid[])[1 + n %% %s] AS model, gen_random_uuid() AS new_id, n %% %s = 0 AS streamed
        FROM own""",
        [list(models), len(models), STREAM_EVERY],
    )
    owner.execute("ANALYZE c")


def _cases(owner: Connection) -> None:
    dates = {name: _DAYS.format(f"t.{name}") for name in ("next_due", "filed_on", "decided_on")}
    times = {name: _SHIFT.format(f"t.{name}") for name in ("opened_at", "changed_at")}
    own = {
        "id": "c.new_id",
        "party_name": "c.party",
        "pinyin": "c.pinyin",
        "number": "CASE WHEN t.number = '' THEN '' ELSE c.number END",
        "search": "c.search::tsvector",
    }
    _copy(owner, "cases_case", "t.id = c.model", {**own, **dates, **times})
    of_case = {"case_id": "c.new_id"}
    beside = "t.case_id = c.model"
    clock = {"started_on": _DAYS, "due": _DAYS, "due_at": _SHIFT}
    _copy(owner, "cases_caseclock", beside, of_case | {k: v.format(f"t.{k}") for k, v in clock.items()})
    task = {"due": _DAYS, "created": _SHIFT, "done": _SHIFT}
    _copy(owner, "cases_task", beside, of_case | {k: v.format(f"t.{k}") for k, v in task.items()})
    _copy(owner, "cases_caseofficer", beside, of_case)
    code = "substr(md5(t.check_code || c.n), 1, 14)"
    _copy(owner, "cases_document", beside, {**of_case, "check_code": code, "statement_id": "NULL"})


def _streams(owner: Connection) -> None:
    """Records with content, attachments and log entries, in order, so that each continues its stream."""
    owner.execute(
        """CREATE TEMP TABLE r ON COMMIT DROP AS
        SELECT t.id AS old, t.outbox_id AS old_outbox, t.seq, c.new_id, c.n,
               nextval(pg_get_serial_sequence('records_record', 'id')) AS new_record,
               nextval(pg_get_serial_sequence('records_outbox', 'id')) AS new_outbox
        FROM c JOIN records_record t ON t.case_id = c.model WHERE c.streamed"""
    )
    owner.execute("ANALYZE r")
    _copy(owner, "records_casekey", "t.case_id = c.model AND c.streamed", {"case_id": "c.new_id"})
    _copy(owner, "records_outbox", "t.id = c.old_outbox", {"id": "c.new_outbox", "idx": "NULL"}, "r")
    record = {
        "id": "c.new_record",
        "rid": "md5(t.rid || c.n)",
        "case_id": "c.new_id",
        "outbox_id": "c.new_outbox",
    }
    _copy(owner, "records_record", "t.id = c.old", record, "r", "ORDER BY c.new_id, c.seq")
    of_record = {"record_id": "c.new_record"}
    _copy(owner, "records_recordcontent", "t.record_id = c.old", of_record, "r")
    _copy(owner, "records_attachment", "t.record_id = c.old", of_record, "r")


def _publications(owner: Connection) -> None:
    """A published model's copies are published too, each with a statement and a log entry of its own."""
    owner.execute(
        """CREATE TEMP TABLE p ON COMMIT DROP AS
        SELECT c.*, t.id AS old, t.statement_id AS old_statement, s.outbox_id AS old_outbox,
               md5(s.rid || c.n) AS new_statement,
               nextval(pg_get_serial_sequence('records_outbox', 'id')) AS new_outbox
        FROM c JOIN disclosure_publication t ON t.case_id = c.model JOIN records_statement s ON s.rid = t.statement_id
        WHERE t.withdrawn_on IS NULL"""
    )
    _copy(owner, "records_outbox", "t.id = c.old_outbox", {"id": "c.new_outbox", "idx": "NULL"}, "p")
    stated = {"rid": "c.new_statement", "outbox_id": "c.new_outbox"}
    _copy(owner, "records_statement", "t.rid = c.old_statement", stated, "p")
    own = {
        "id": "gen_random_uuid()",
        "code": "substr(md5(t.code || c.n), 1, 16)",
        "case_id": "c.new_id",
        "document": "replace(c.number, '立', '罚')",
        "party_name": "c.party",
        "search": "c.search::tsvector",
        "statement_id": "c.new_statement",
        "published_on": "t.published_on + c.shift",
    }
    _copy(owner, "disclosure_publication", "t.id = c.old", own, "p")


def _copy(
    owner: Connection, table: str, join: str, own: Mapping[str, str], plan: str = "c", order: str = ""
) -> None:
    """INSERT ... SELECT of the table's rows (`t`) for each line of the plan (`c`); serial ids are counted on."""
    found = owner.execute(
        "SELECT attname, attidentity <> '' FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    names = [name for name, counted in found if not counted or name in own]
    values = [sql.SQL(own.get(name) or f"t.{name}") for name in names]
    # An identity column that is given its value (ids were drawn beforehand) must be told so.
    override = " OVERRIDING SYSTEM VALUE" if any(counted and name in own for name, counted in found) else ""
    owner.execute(
        sql.SQL("INSERT INTO {} ({}) {} SELECT {} FROM {} c JOIN {} t ON {} {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(override),
            sql.SQL(", ").join(values),
            sql.Identifier(plan),
            sql.Identifier(table),
            sql.SQL(join),
            sql.SQL(order),
        )
    )


def streamed_cases(unit_ids: Sequence[int], limit: int) -> list[str]:
    """Ids of cases with records in these units, in an order that has nothing to do with the list."""
    with bare.role() as connection:
        found = connection.execute(
            """SELECT c.id::text FROM cases_case c JOIN records_record r ON r.case_id = c.id AND r.seq = 1
            WHERE c.unit_id = ANY(%s) ORDER BY md5(c.id::text) LIMIT %s""",
            [list(unit_ids), limit],
        ).fetchall()
        return [one for (one,) in found]
