"""Why a piece of an upload isn't taken; the status is that of tus 1.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations


class UploadRefused(Exception):
    """`status` = HTTP status, the text = a Chinese sentence for the person who uploads."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def not_there() -> UploadRefused:
    """The same answer for an upload of another person and for none at all."""
    return UploadRefused(404, "没有这个上传，或者已经过期清除；请重新选择文件上传。")


def busy() -> UploadRefused:
    return UploadRefused(423, "这个文件正在由另一个连接传送；请稍候，将自动继续。")


def wrong_offset(expected: int) -> UploadRefused:
    return UploadRefused(409, f"续传位置不对：已收到{expected}字节；请从该处继续。")


def wrong_checksum() -> UploadRefused:
    return UploadRefused(460, "这一段内容与所报的校验值不符，可能在传送中损坏，未接收；请重传这一段。")


def no_room() -> UploadRefused:
    return UploadRefused(
        507, "服务器存储空间不足，暂停接收，已收到的部分保留；请联系系统管理员清理空间后继续。"
    )
