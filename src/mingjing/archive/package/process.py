"""过程/审批流与审计日志.xml: who did, approved, returned what and when; who read the file; what was refused."""

from __future__ import annotations

from mingjing.archive.package import names, xml
from mingjing.archive.package.dossier import Deed, Dossier

SCHEMA = "process"


def process(dossier: Dossier) -> bytes:
    """Readings and refusals are those up to the registration of the file: later ones are not of the file's making."""
    root = xml.element("过程信息", 档号=dossier.head.number)
    flow = xml.child(root, "审批流", 记录数=len(dossier.deeds))
    for deed in dossier.deeds:
        row = xml.child(
            flow,
            "记录",
            序号=deed.seq,
            编号=deed.rid,
            SHA256=deed.digest,
            前一记录=deed.previous,
            文件=record_path(deed),
        )
        xml.child(row, "行为", deed.act, 步骤=deed.step, 依据=deed.citation)
        xml.child(row, "发生时间", deed.at)
        xml.child(row, "记录时间", deed.recorded_at)
        xml.child(row, "办理人", deed.actor, 岗位=deed.role)
        for officer in deed.officers:
            xml.child(row, "执法人员", officer)
        for check, text in deed.reasons:
            xml.child(row, "说明", text, 事项=check)
    for tag, found in (("查阅日志", dossier.readings), ("拒绝日志", dossier.refusals)):
        part = xml.child(root, tag, 截至=dossier.head.registered_at, 条数=len(found))
        for one in found:
            xml.child(part, "条", one.what, 时间=one.at, 人员=one.who)
    return xml.written(root)


def record_path(deed: Deed) -> str:
    """Where the record's committed bytes lie."""
    return f"{names.RECORDS}/{deed.seq:04d}_{deed.rid}.json"
