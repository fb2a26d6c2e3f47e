"""The dossier of an archived file: read from the records, the case, its recordings and the logs of reading and refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

from mingjing import law
from mingjing.agencies.roles import ROLES
from mingjing.archive.models import ArchivedFile
from mingjing.archive.package.dossier import INNER, MAIN, Deed, Dossier, Footage, Head, Original, Paper, Trace
from mingjing.archive.package.writer import CannotPack
from mingjing.cases.circumstances import state_of
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.queries.case_file import handlers
from mingjing.cases.timeline import STEP_TITLES
from mingjing.cases.trust import policy_text
from mingjing.ledger.fields import disclose, fields_of
from mingjing.ledger.policy import Policy
from mingjing.ledger.signing import open_checkpoint
from mingjing.media.models import Recording
from mingjing.records import log, shards
from mingjing.records.models import AccessLog, Record, RefusalLog
from mingjing.records.proofs import Ground, grounds_for, proofs_for
from mingjing.records.shards import Place
from mingjing.records.stream import records_of

SYSTEM = f"明镜行政执法三项制度系统 {version('mingjing')}；记录链、透明日志、版式文书PDF/A-2b"


def dossier_of(file: ArchivedFile, checkpoints: Sequence[str] = ()) -> Dossier:
    """All that the package says; `checkpoints` = the notes that an earlier package led to (about 8 queries).

    Raises CannotPack (a record's content is gone) and `records.proofs.NotYetLogged`.
    """
    case = file.case
    records = records_of(case.pk)
    if not records or any(one.content.manifest is None for one in records):
        raise CannotPack("本案的记录内容已经依法销毁，不能再制作归档信息包。")
    pack = pack_on(file.agency, file.registered_at.astimezone(SHANGHAI).date())
    state = state_of(case)
    places = [
        place for place in shards.known() if any(shards.of(one.outbox.idx or 0) == place for one in records)
    ]
    policy = policy_text(places)
    grounds = _grounds(records, places, policy, checkpoints)
    proofs = proofs_for(records, grounds)
    titles = {act.id: act for act in pack.procedure(state.procedure).acts}
    return Dossier(
        head=_head(file, pack, state, handlers(state, records)),
        papers=_papers(pack, state),
        originals=[_original(pack, one) for one in state.evidence],
        footage=_footage(file, pack, state),
        deeds=[_deed(one, proof, titles.get(one.act)) for one, proof in zip(records, proofs, strict=True)],
        readings=[
            Trace(stamp(one.at), str(one.user), one.what)
            for one in AccessLog.objects.filter(case_id=case.pk, at__lte=file.registered_at)
            .select_related("user")
            .order_by("at", "pk")
        ],
        refusals=[
            Trace(
                stamp(one.at),
                str(one.user or ""),
                f"{_title(titles.get(one.act), one.act)}：{_checks(one.findings)}",
            )
            for one in RefusalLog.objects.filter(case_id=case.pk, at__lte=file.registered_at)
            .select_related("user")
            .order_by("at", "pk")
        ],
        checkpoints=tuple(ground.signed.note.raw for ground in grounds),
        trust=policy.encode(),
        open=lambda digest: vault().open(digest),
    )


def _grounds(
    records: Sequence[Record], places: Sequence[Place], policy: str, kept: Sequence[str]
) -> list[Ground]:
    """What the proofs lead to: for each log of the case a checkpoint, the one of an earlier package where it is kept."""
    parsed = Policy.parse(policy.encode())
    if not kept:
        return grounds_for(records, parsed)
    return [
        Ground(place, open_checkpoint(note.encode(), log.vkey(place), parsed.witness_keys))
        for place, note in zip(places, kept, strict=True)
    ]


def _head(file: ArchivedFile, pack: law.Pack, state: law.CaseState, people: Sequence[str]) -> Head:
    case, bound = file.case, (state.acts.get("archive_case") or ({},))[-1]
    procedure = pack.procedure(state.procedure)
    period = law.period_of(pack, file.period)
    secrecy = procedure.act("archive_case")
    options = secrecy.fields["secrecy"].options if secrecy and "secrecy" in secrecy.fields else {}
    return Head(
        number=file.number,
        fonds=str(pack.limit_values.get("archive_fonds", "")),
        category=file.category,
        kind=pack.kind_titles.get(procedure.kind, procedure.kind),
        year=str(file.year),
        period=period.title if period else file.period,
        until=file.until.isoformat() if file.until else "",
        holder=str(pack.limit_values.get("archive_holder", "")),
        agency=file.agency.name,
        agency_code=file.agency.code,
        unit=case.unit.name if case.unit else "",
        case_id=str(case.pk),
        case_number=case.number,
        title=case.title,
        cause=str(state.facts.get("cause") or ""),
        procedure=procedure.title,
        party=case.party_name,
        filed_on=case.filed_on.isoformat() if case.filed_on else "",
        decided_on=case.decided_on.isoformat() if case.decided_on else "",
        closed_on=file.closed_on.isoformat(),
        archived_on=file.archived_on.isoformat(),
        registered_at=stamp(file.registered_at),
        secrecy=str((options or {}).get(str(bound.get("secrecy", "none")), "无")),
        bound_number=str(bound.get("archive_no") or ""),
        maker=_name(bound.get("maker")),
        checker=_name(bound.get("checker")),
        missing=str(bound.get("missing") or ""),
        handlers=list(people),
        system=SYSTEM,
    )


def _papers(pack: law.Pack, state: law.CaseState) -> list[Paper]:
    leaves = law.contents(pack, state)
    numbered = {id(leaf.document) for leaf in leaves}
    loose = [one for one in state.documents if id(one) not in numbered]
    found = [_paper(MAIN, one, 0, 0, 0) for one in loose]
    for leaf in leaves:
        volume = MAIN if leaf.volume == "main" else INNER
        found.append(_paper(volume, leaf.document, leaf.order, leaf.first, leaf.last))
    return found


def _paper(volume: str, one: Mapping[str, Any], order: int, first: int, last: int) -> Paper:
    return Paper(
        volume=volume,
        order=order,
        title=str(one["title"]),
        number=str(one.get("number") or ""),
        dated=str(one.get("issued_on") or ""),
        pages=int(one.get("pages") or 1),
        first=first,
        last=last,
        form=str(one.get("form") or ""),
        sha256=str(one["digest"]),
    )


def _original(pack: law.Pack, one: Mapping[str, Any]) -> Original:
    kinds = pack.catalogues.get("evidence_kinds")
    kind = kinds.row_of(str(one.get("kind", ""))) if kinds else None
    return Original(
        title=str(one.get("title") or one.get("file") or "证据"),
        kind=kind.title if kind else str(one.get("kind") or ""),
        name=str(one.get("file") or ""),
        mime=str(one.get("mime") or ""),
        sha256=str(one.get("sha256") or ""),
        seq=int(one.get("seq") or 0),
        source=str(one.get("source") or one.get("provider") or ""),
    )


def _footage(file: ArchivedFile, pack: law.Pack, state: law.CaseState) -> list[Footage]:
    """The recordings that lie in the vault, in the order of their times; destroyed ones are not of the package."""
    scenes = pack.catalogues.get("av_scenes")
    acts = pack.procedure(state.procedure)
    rows = Recording.objects.filter(case=file.case, disposed_at=None).select_related("device", "officer")
    found = []
    for one in rows.order_by("start", "name", "sha256"):
        scene = scenes.row_of(one.scene) if scenes and one.scene else None
        act = acts.act(one.act) if one.act else None
        found.append(
            Footage(
                title=(scene.title if scene else "") or one.name.rsplit(".", 1)[0],
                name=one.name,
                mime=one.mime,
                sha256=one.sha256,
                medium=one.medium,
                scene=scene.title if scene else "",
                act=act.title if act else "",
                begin=stamp(one.start),
                end=stamp(one.end),
                duration=f"{one.duration:.1f}" if one.duration else "",
                offset=str(one.clock_offset) if one.clock_offset is not None else "",
                place=one.place,
                codec=one.codec,
                device=str(one.device) if one.device else "",
                recorder=one.officer.name if one.officer else "",
                unread=one.unread,
            )
        )
    return found


def _deed(record: Record, proof: Any, act: law.Act | None) -> Deed:
    told = record.entry
    return Deed(
        seq=record.seq,
        rid=record.rid,
        act=_title(act, record.act),
        citation=act.citation if act else "",
        step="提交" if record.step == "submit" else STEP_TITLES.get(record.step, record.step),
        at=stamp(record.at),
        recorded_at=stamp(record.recorded_at),
        actor=str(told["actor"]["name"]),
        role=ROLES.get(told["actor"]["role"], ""),
        officers=[str(one["name"]) for one in told["officers"]],
        reasons=sorted((str(check), str(text)) for check, text in told["reasons"].items()),
        digest=record.digest,
        previous=record.previous,
        manifest=record.committed_bytes,
        fields=_fields(record),
        key=bytes(record.content.key),
        entry=proof.entry,
        proof=proof.proof,
    )


def _fields(record: Record) -> bytes:
    kept = record.manifest
    if kept["v"] == 1:
        return b""
    return disclose(record.rid, fields_of(kept["record"], bytes.fromhex(kept["salt"])))


def _title(act: law.Act | None, act_id: str) -> str:
    return act.title if act else act_id


def _checks(findings: Sequence[Mapping[str, str]]) -> str:
    return "、".join(str(one.get("citation") or one.get("check") or "") for one in findings)


def stamp(moment: datetime | None) -> str:
    """ISO 8601 to the second, in Shanghai's time; "" for None."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds") if moment else ""


def _name(person: object) -> str:
    return str(person.get("name") or "") if isinstance(person, Mapping) else str(person or "")
