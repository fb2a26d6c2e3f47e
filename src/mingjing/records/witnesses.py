"""The agency's side of witnessing: ask, keep the answers, know how long one has been waiting.

Recording never waits for a witness: answers are rows, and the sequencer publishes the checkpoint again with them. The
SM3 twin is witnessed as the log is, where the trust policy covers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from mingjing.ledger.checkpoint import Checkpoint as Body
from mingjing.ledger.errors import ForkError, LedgerError, MalformedError, SignatureError
from mingjing.ledger.note import Note, open_note
from mingjing.ledger.policy import Policy
from mingjing.ledger.reader import LogReader
from mingjing.ledger.strict import decimal
from mingjing.ledger.tree import Head as TreeHead
from mingjing.ledger.twin import twin_origin
from mingjing.ledger.vkey import Vkey
from mingjing.ledger.witness import AddCheckpoint, origin_hash, request
from mingjing.records import http, shards, trees
from mingjing.records.branch import WAY_BACK, show_cosignatures
from mingjing.records.models import Checkpoint, Cosignature
from mingjing.records.trees import Tree

_CONFLICT, _SIZE = 409, "text/x.tlog.size"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a witness has cosigned a tree; `awaiting_since` is when the first later checkpoint was signed, None if none."""

    name: str
    origin: str
    size: int
    awaiting_since: datetime | None

    def hours(self, now: datetime) -> float:
        """Hours that the tree has been waiting for this witness."""
        return (now - self.awaiting_since).total_seconds() / 3600 if self.awaiting_since else 0.0


def standings(policy: Policy) -> list[Standing]:
    """Every witness of the policy with each tree that it covers, in its order (2 queries each)."""
    found = []
    for tree in trees.witnessed(policy):
        for vkey in policy.witness_keys:
            size = cosigned_size(tree, vkey)
            later = Checkpoint.objects.filter(log=tree.origin, size__gt=size)
            awaiting = later.aggregate(first=Min("signed_at"))["first"]
            found.append(Standing(vkey.name, tree.origin, size, awaiting))
    return found


def cosigned_size(tree: Tree, *witnesses: Vkey) -> int:
    """Largest size that one of these keys has cosigned, 0 if none (1 query)."""
    names = [vkey.name for vkey in witnesses]
    mine = Cosignature.objects.filter(checkpoint__log=tree.origin, cosigner__in=names)
    return mine.aggregate(size=Max("checkpoint__size"))["size"] or 0


def newest(tree: Tree) -> Checkpoint | None:
    """The newest promise about the tree (1 query)."""
    return Checkpoint.objects.filter(log=tree.origin).order_by("-size").first()


def make_request(tree: Tree, old_size: int) -> AddCheckpoint:
    """The add-checkpoint request for the newest checkpoint. Raises MalformedError when there is nothing to ask."""
    row = newest(tree)
    if row is None:
        raise MalformedError("存证日志还没有检查点，不能申请见证。")
    if old_size > row.size:
        raise MalformedError(f"旧条数{old_size}大于现有的{row.size}条。")
    reader = LogReader(tree.store, TreeHead(row.size, bytes(row.root)), tree.digest)
    return request(reader, old_size, row.note.encode())


def accept(raw: bytes, policy: Policy, *, now: datetime) -> list[str]:
    """Keep the cosignatures of a checkpoint of ours (any log or twin), each verified; returns the names of the cosigners.

    Raises ForkError if we never signed this checkpoint, MalformedError, SignatureError.
    """
    note = Note.parse(raw)
    body = Body.parse(note.text)
    places = shards.known()
    place = next((one for one in places if body.origin in (one.origin, twin_origin(one.origin))), None)
    if place is None:
        raise SignatureError(f"这是日志“{body.origin}”的检查点，不是“{places[-1].origin}”的。")
    verified = {(item.vkey.name, item.vkey.id) for item in open_note(note, policy.witness_keys)}
    row = Checkpoint.objects.filter(log=body.origin, size=body.size).first()
    if row is None or bytes(row.root) != body.root:
        raise ForkError(f"见证方联署了{body.size}条的检查点，而数据库没有签署过它，日志可能已经分叉。")
    lines = [line for line in note.signatures if (line.name, line.key_id) in verified]
    Cosignature.objects.bulk_create(
        [Cosignature(checkpoint=row, cosigner=line.name, line=str(line), received_at=now) for line in lines],
        ignore_conflicts=True,
    )
    if place != places[-1]:
        # Nobody writes a closed log any more: what its witnesses say late is published here.
        tree = trees.main_of(place) if body.origin == place.origin else trees.twin_of(place)
        show_cosignatures(tree.store, tree.vkey)
    return [line.name for line in lines]


def by_url(policy: Policy) -> dict[str, tuple[Vkey, ...]]:
    """Keys by the address that answers for them: a witness may hold two."""
    urls = {url: [name for name in policy.urls if policy.urls[name] == url] for url in policy.urls.values()}
    return {url: tuple(policy.witnesses[name] for name in names) for url, names in urls.items()}


def ask(url: str, keys: tuple[Vkey, ...], policy: Policy, tree: Tree, *, now: datetime) -> list[str]:
    """Ask one witness to cosign the tree's newest checkpoint; empty when it has, or when there is none.

    Raises http.Unreachable; ForkError when the witness has cosigned more than the database knows of; MalformedError or SignatureError
    for a false answer.
    """
    row, old = newest(tree), cosigned_size(tree, *keys)
    if row is None or old == row.size:
        return []
    for _ in range(_TRIES):
        asked = make_request(tree, old)
        reply = http.ask(f"{url.rstrip('/')}/add-checkpoint", asked.encode())
        if reply.status == _CONFLICT and reply.content_type == _SIZE:
            old = decimal(reply.body.decode("ascii", "replace").removesuffix("\n"), "见证方答复的条数")
            if old > row.size:
                _believe_ahead(url, keys, tree, old)
            continue
        if reply.status != 200:
            raise http.Unreachable(f"见证方“{url}”没有联署“{tree.origin}”（HTTP {reply.status}）。")
        return accept(asked.checkpoint + reply.body, policy, now=now)
    return []


def _believe_ahead(url: str, keys: tuple[Vkey, ...], tree: Tree, size: int) -> None:
    """A size that nobody signed proves nothing: ask for the checkpoint. Raises ForkError if it is ahead, else SignatureError."""
    body = _published(url, keys, tree)
    if body is not None:
        _compare(url, tree, body)
    raise SignatureError(
        f"见证方“{url}”自称已联署“{tree.origin}”到{size}条，却拿不出它联署的检查点，不予采信。"
    )


def refuse_if_witness_ahead(url: str, tree: Tree, size: int) -> None:
    """Raises ForkError if a witness has cosigned more than the database knows of (1 query)."""
    row = newest(tree)
    known = row.size if row else 0
    if size > known:
        raise ForkError(
            f"见证方“{url}”已联署“{tree.origin}”到{size}条，数据库只到{known}条（可能由备份恢复），拒绝签名。{WAY_BACK}"
        )


def refuse_if_ahead(policy: Policy) -> list[str]:
    """Compare the newest promises with what each reachable witness publishes of log and twin.

    Raises ForkError when one is ahead, or has another root at its size. Returns sentences about those that could not
    be asked: an absent witness never keeps the log from recording.
    """
    silent = []
    for tree in trees.witnessed(policy):
        for url, keys in by_url(policy).items():
            try:
                body = _published(url, keys, tree)
            except http.Unreachable as error:
                silent.append(str(error))
                continue
            except LedgerError as error:
                silent.append(f"见证方“{url}”的答复不能核验：{error}")
                continue
            if body is not None:
                _compare(url, tree, body)
    return silent


def _published(url: str, keys: tuple[Vkey, ...], tree: Tree) -> Body | None:
    """What the witness last cosigned of the tree, None if nothing. Raises http.Unreachable, LedgerError."""
    reply = http.ask(f"{url.rstrip('/')}/{origin_hash(tree.origin)}/checkpoint")
    if reply.status == 404:
        return None
    note = Note.parse(reply.body)
    open_note(note, keys)
    body = Body.parse(note.text)
    if body.origin != tree.origin:
        raise SignatureError(f"这是日志“{body.origin}”的检查点，不是“{tree.origin}”的。")
    return body


def _compare(url: str, tree: Tree, body: Body) -> None:
    refuse_if_witness_ahead(url, tree, body.size)
    row = Checkpoint.objects.filter(log=tree.origin, size=body.size).first()
    if body.size and (row is None or bytes(row.root) != body.root):
        raise ForkError(f"见证方“{url}”持有的{body.size}条检查点与数据库的不同，日志已经分叉，拒绝签名。")
