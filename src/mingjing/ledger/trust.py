"""Where a verification's keys come from. A key found beside what it verifies proves only that the two agree."""

from dataclasses import dataclass
from pathlib import Path

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.policy import MAX_POLICY, Policy
from mingjing.ledger.report import Report
from mingjing.ledger.vkey import Vkey


@dataclass(frozen=True, slots=True)
class Trust:
    """Log key and witness policy that the verifier goes by; both may come from the verifier or from the folder."""

    log: Vkey
    policy: Policy | None


def find_trust(
    report: Report, vkey: Vkey | None, policy: Policy | None, folders: tuple[Path, ...], own: str
) -> Trust | None:
    """The verifier's own keys, else those found in `folders`, said plainly in the report; None if there are none.

    `own` names what is verified (案卷, 日志, 证明), for the sentence.
    """
    if vkey is None and policy is not None and len(policy.logs) == 1:
        vkey = policy.logs[0]
    if vkey is None:
        found = _first(folders, "log.vkey")
        if found is None:
            report.fault("", "没有日志公钥，无法核验签名：请用自己取得的公钥再核验。")
            return None
        try:
            vkey = Vkey.parse(_text(found))
        except MalformedError as error:
            report.fault(found.name, f"文件 {found.name}：{error}")
            return None
        known = policy.logs if policy else ()
        if known and vkey not in known:
            report.fault(found.name, f"文件 {found.name} 中的公钥不在您的信任策略所列的日志中。")
            return None
        if not known:
            report.caution(found.name, f"公钥取自{own}本身，请另行核对：{vkey}")
    elif policy is not None and policy.logs and vkey not in policy.logs:
        report.fault("", f"您给的日志公钥（{vkey.name}）不在您的信任策略所列的日志中。")
        return None
    if policy is None and (found := _first(folders, "policy")) is not None:
        try:
            policy = Policy.parse(found.read_bytes()[: MAX_POLICY + 1])
        except MalformedError as error:
            report.fault(found.name, f"文件 {found.name}：{error}")
            return None
        report.caution(found.name, f"见证人名单（信任策略）取自{own}本身，请另行核对。")
    return Trust(vkey, policy)


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


def _first(folders: tuple[Path, ...], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _text(path: Path) -> str:
    return path.read_bytes()[:10_000].decode("utf-8", "replace")
