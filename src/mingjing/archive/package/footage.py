"""音像/*.xml: one beside each recording (DA/T 63) or photo (DA/T 54)."""

from __future__ import annotations

from mingjing.archive.package import xml
from mingjing.archive.package.dossier import Dossier, Footage

SCHEMA = "footage"
PHOTO = "photo"
UNREAD = "不能读取的原因"


def description(dossier: Dossier, shot: Footage, place: int, path: str, size: int, sm3: str) -> bytes:
    """`place` counts from 1; digests in hex, times ISO 8601."""
    photo = shot.mime.startswith("image/")
    root = xml.element(
        "照片" if photo else "录音录像", 标准="DA/T 54-2014" if photo else "DA/T 63-2017",
        档号=f"{dossier.head.number}-音像{place:03d}",
    )  # fmt: skip
    told = (
        ("题名", shot.title), ("摄录者", shot.recorder), ("摄录开始时间", shot.begin), ("摄录结束时间", shot.end),
        ("时间长度秒", shot.duration), ("地点", shot.place), ("场景", shot.scene), ("对应行为", shot.act),
        ("摄录设备", shot.device), ("设备钟差秒", shot.offset), ("编码", shot.codec), ("计算机文件名", path),
        ("原文件名", shot.name), ("格式", shot.mime), ("计算机文件大小", str(size)), ("SHA256", shot.sha256), ("SM3", sm3),
        ("案件", dossier.head.title), ("全宗号", dossier.head.fonds), ("保管期限", dossier.head.period),
        ("权限", "随案卷正卷受控查阅"),
    )  # fmt: skip
    for name, value in told:
        xml.child(root, name, value or None, 缺="" if value else "没有记录")
    if shot.unread:
        xml.child(root, UNREAD, shot.unread)
    return xml.written(root)
