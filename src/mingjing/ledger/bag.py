"""Digest lists of an exported case file (BagIt, RFC 8493): the manifest of what is below data/, the tag manifest of the rest.

Both are required, and every file but the tag manifest itself is in one of them: no byte of the folder can change unseen.
"""

import hashlib
import re
from pathlib import Path, PurePosixPath

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.errors import LedgerError
from mingjing.ledger.report import Report

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
_MOST = 64_000_000  # bytes of a digest list
_LONGEST_PATH, _LONGEST_NAME = 1000, 255
_LINE = re.compile(
    r"([0-9a-f]{64})  (\S.*)\Z"
)  # as sha256sum writes it: a looser form would let bytes change unseen


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_bag(folder: Path, report: Report) -> None:
    """Check every listed digest, and that no file is unlisted. Findings go into `report`, each with the file's name."""
    faults, count = len(report.faults), 0
    listed: dict[str, dict[str, str]] = {}
    for name in (MANIFEST, TAG_MANIFEST):
        if not (folder / name).is_file() or (folder / name).is_symlink():
            report.fault(name, f"案卷缺少文件清单 {name}。")
            continue
        listed[name] = _listed(folder, name, report)
        for path, digest in listed[name].items():
            count += 1
            _check(folder, path, digest, name, report)
    for item in sorted(folder.rglob("*")):
        path = item.relative_to(folder).as_posix()
        name = MANIFEST if path.startswith("data/") else TAG_MANIFEST
        if item.is_symlink():
            report.fault(path, f"文件 {path} 是链接，案卷中不应有链接。")
        elif item.is_file() and path != TAG_MANIFEST and name in listed and path not in listed[name]:
            report.fault(path, f"文件 {path} 不在文件清单 {name} 中。")
    if len(report.faults) == faults:
        report.holds(MANIFEST, f"文件清单列出的{count}个文件齐全，摘要一致。")


def _listed(folder: Path, name: str, report: Report) -> dict[str, str]:
    listed: dict[str, str] = {}
    try:
        *lines, rest = read_regular(folder / name, _MOST).decode("utf-8").split("\n")
    except UnicodeDecodeError:
        report.fault(name, f"文件 {name} 不是UTF-8文本。")
        return listed
    except LedgerError as error:
        report.fault(name, f"文件 {name}：{error}")
        return listed
    if rest:
        report.fault(name, f"文件 {name} 最后一行不完整。")
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if match is None or not _inside(match[2]) or match[2] in listed:
            report.fault(name, f"文件 {name} 第{number}行的写法不对、路径越界或者重复。")
            continue
        listed[match[2]] = match[1]
    return listed


def _inside(path: str) -> bool:
    """A relative path without `..`: a digest list must not make the verifier read files elsewhere."""
    if len(path) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
        return False  # no file system has such a name
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and str(pure) == path and "\x00" not in path


def _check(folder: Path, path: str, digest: str, name: str, report: Report) -> None:
    file = folder / path
    if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
        report.fault(path, f"案卷缺少文件 {path}（{name} 列有它）。")
    elif file_sha256(file) != digest:
        report.fault(path, f"文件 {path} 的摘要与文件清单 {name} 不符，内容已被改动。")
