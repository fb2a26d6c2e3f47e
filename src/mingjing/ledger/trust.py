"""Where a verification's keys come from. A key found beside what it verifies proves only that the two agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.errors import LedgerError, MalformedError, SignatureError
from mingjing.ledger.policy import MAX_POLICY, Policy
from mingjing.ledger.report import Report
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.sm2 import is_sm2
from mingjing.ledger.twin import is_twin, twin_origin
from mingjing.ledger.vkey import Vkey

Keys = Vkey | Sequence[Vkey] | None
"""The verifier's own log keys: one, several (there is a log a year), or none."""
_MAX_KEY, _MAX_KEYS = 10_000, 100_000  # bytes of a file with one key, with several


@dataclass(frozen=True, slots=True)
class Trust:
    """Log keys and witness policy that the verifier goes by; both may come from the verifier or from the folder.

    `lent` are SM2 keys from the folder itself for the twins of those logs, for a verifier who has none of his own: they
    open a twin beside its log, never anything alone.
    """

    logs: tuple[Vkey, ...]
    policy: Policy | None
    lent: tuple[Vkey, ...] = ()

    def key(self, origin: str) -> Vkey:
        """The key of a log. Raises SignatureError."""
        for vkey in self.lent:
            if vkey.name == origin:
                return vkey
        return self.own_key(origin)

    def own_key(self, origin: str) -> Vkey:
        """The key of a log, never a lent one. Raises SignatureError."""
        for vkey in self.logs:
            if vkey.name == origin:
                return vkey
        names = "、".join(vkey.name for vkey in self.logs)
        raise SignatureError(f"没有日志“{origin}”的公钥（现有的是{names}），请一并提供。")

    def open(self, raw: bytes, origin: str, report: Report, file: str) -> SignedCheckpoint:
        """Open a checkpoint of the log `origin`, require the policy's quorum where it covers the log, and say who cosigned.

        Raises MalformedError, SignatureError.
        """
        policy, vkey = self.policy, self.key(origin)
        signed = open_checkpoint(raw, vkey, policy.witness_keys if policy else ())
        twin = "国密副树（SM3）的" if is_twin(origin) else ""
        by = "以SM2" if is_sm2(vkey) else ""
        report.holds(file, f"{twin}检查点由“{origin}”{by}签名，签名有效，共{signed.checkpoint.size}条。")
        if policy and (not twin or policy.covers(vkey)):
            policy.require(signed.cosignatures)
        say_witnesses(report, file, policy, [(one.vkey.name, one.timestamp) for one in signed.cosignatures])
        return signed


def several(keys: Keys) -> tuple[Vkey, ...]:
    """The keys as a tuple."""
    return (keys,) if isinstance(keys, Vkey) else tuple(keys or ())


def find_trust(
    report: Report, vkeys: Keys, policy: Policy | None, folders: tuple[Path, ...], own: str
) -> Trust | None:
    """The verifier's own keys, else those found in `folders`, said plainly in the report; None if there are none.

    `own` names what is verified (案卷, 日志, 证明), for the sentence.
    """
    given = several(vkeys)
    known = policy.logs if policy else ()
    named = {vkey.name for vkey in known}
    stranger = next((vkey for vkey in given if known and vkey not in known and _asked(vkey, named)), None)
    if stranger is not None:
        report.fault("", f"您给的日志公钥（{stranger.name}）不在您的信任策略所列的日志中。")
        return None
    files = _files(folders)
    if not given and not known:
        found = _read(files, report)
        if found:
            for name, vkey in found.items():
                report.caution(name, f"公钥取自{own}本身，请另行核对：{vkey}")
            return _with_policy(report, Trust(tuple(found.values()), policy), folders, own)
        if not files:
            report.fault("", "没有日志公钥，无法核验签名：请用自己取得的公钥再核验。")
        return None
    found = _read(files, None)
    if not given and found and not set(found.values()) & set(known):
        name = next(iter(found))
        report.fault(name, f"文件 {name} 中的公钥不在您的信任策略所列的日志中。")
        return None
    # Of several known keys of one name the one that the folder has: a log's key may have been replaced.
    names = {vkey.name for vkey in given}
    logs = sorted(
        (*given, *(vkey for vkey in known if vkey.name not in names)),
        key=lambda vkey: vkey not in found.values(),
    )
    lent = _lent(found.values(), logs)
    for vkey in lent:
        report.caution("", f"国密副树的公钥取自{own}本身，请另行核对：{vkey}")
    return _with_policy(report, Trust(tuple(logs), policy, lent), folders, own)


def _asked(vkey: Vkey, named: set[str]) -> bool:
    """Whether a policy that names these logs must name this key: it may be silent about twins."""
    return not is_twin(vkey.name) or vkey.name in named


def _lent(found: Iterable[Vkey], logs: Sequence[Vkey]) -> tuple[Vkey, ...]:
    """SM2 keys of the twins of `logs` that the verifier has no key for."""
    names = {vkey.name for vkey in logs}
    twins = {twin_origin(name) for name in names} - names
    return tuple(vkey for vkey in found if vkey.name in twins and is_sm2(vkey))


def _with_policy(report: Report, trust: Trust, folders: tuple[Path, ...], own: str) -> Trust | None:
    found = next((folder / "policy" for folder in folders if (folder / "policy").is_file()), None)
    if trust.policy is not None or found is None:
        return trust
    try:
        policy = Policy.parse(read_regular(found, MAX_POLICY))
    except LedgerError as error:
        report.fault(found.name, f"文件 {found.name}：{error}")
        return None
    report.caution(found.name, f"见证人名单（信任策略）取自{own}本身，请另行核对。")
    return Trust(trust.logs, policy, trust.lent)


def _files(folders: tuple[Path, ...]) -> list[Path]:
    """Key files of the first folder that has any, `log.vkey` first."""
    for folder in folders:
        found = [file for file in folder.glob("*.vkey") if file.is_file()]
        if found:
            return sorted(found, key=lambda file: (file.name != "log.vkey", file.name))
    return []


def _read(files: list[Path], report: Report | None) -> dict[str, Vkey]:
    """Keys by file name; with `report` one that can't be read is a fault and nothing is returned, else it is passed over."""
    found = {}
    for file in files:
        try:
            found[file.name] = Vkey.parse(read_regular(file, _MAX_KEY).decode("utf-8", "replace"))
        except LedgerError as error:
            if report is not None:
                report.fault(file.name, f"文件 {file.name}：{error}")
                return {}
    return found


def read_keys(raw: bytes) -> tuple[Vkey, ...]:
    """Keys of a file, one a line (as `/log/keys` gives them). Raises MalformedError."""
    if len(raw) > _MAX_KEYS:
        raise MalformedError("公钥文件太大。")
    lines = raw.decode("utf-8", "replace").split("\n")
    found = tuple(Vkey.parse(line) for line in lines if line.strip())
    if not found:
        raise MalformedError("公钥文件是空的。")
    return found


def say_witnesses(
    report: Report, file: str, policy: Policy | None, times: list[tuple[str, int | None]]
) -> None:
    """Say who cosigned, or that nobody did: without a witness only the log's own word stands."""
    if not times:
        asked = "" if policy is None or policy.quorum == "none" else "（信任策略要求联署）"
        report.caution(file, f"检查点没有可以核验的见证联署{asked}，只能证明日志自己的说法。")
        return
    names = "、".join(name for name, _ in times)
    report.holds(file, f"检查点由{names}见证联署，签名有效。")
