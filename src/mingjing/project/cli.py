"""The command line `mingjing`. Each sub-command is imported only when it is called, so that those of the pure rooms
start fast and need neither settings nor a database.

To add one: write `app = typer.Typer()` in `mingjing/<room>/commands.py` and list it here as "module:attribute".
A listed module that does not exist is left out.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from mingjing.project import places

SUB_COMMANDS: dict[str, tuple[str, str]] = {
    "law": ("mingjing.law.commands:app", "法规包：检查、查看、计算期限。"),
    "scenario": ("mingjing.law.scenario_commands:app", "法规包自带的情景测试。"),
    "verify": ("mingjing.ledger.commands:app", "离线核验案卷、存证证明或者透明日志。"),
    "witness": ("mingjing.witness.commands:app", "日志见证：密钥、见证服务，以文件交换见证请求。"),
    "sequencer": ("mingjing.records.commands:app", "透明日志：归集记录、签署并发布检查点。"),
    "log": ("mingjing.records.log_commands:app", "透明日志的现状、时间戳。"),
    "db": ("mingjing.project.commands:db", "内置数据库：启动、停止、更新数据表。"),
    "serve": ("mingjing.project.commands:serving", "运行工作台和门户，按 Ctrl-C 停止。"),
    "rebuild": ("mingjing.cases.rebuild_command:app", "由记录重算案件状态，或者核对（--check）。"),
    "audit": ("mingjing.cases.audit_command:app", "全面核查日志、数据库、原件、记录链和完整性。"),
    "export": ("mingjing.cases.export_command:app", "导出可以离线核验的案卷。"),
    "vault": ("mingjing.cases.vault_command:app", "原件库：逐件重新读取并核对。"),
    "archive": ("mingjing.archive.commands:app", "案卷归档：制作和检测归档信息包。"),
    "av": ("mingjing.media.commands:app", "音像记录：采集站的文件入库。"),
    "worker": ("mingjing.work.commands:app", "处理后台任务。"),
    "import": ("mingjing.project.import_command:app", "导入已公开的处罚决定。"),
    "demo": ("mingjing.project.demo_command:app", "装载并运行演示机关。"),
}

# Groups below a sub-command that stand in another room: they need the database, the rest of the sub-command doesn't.
BELOW: dict[str, tuple[str, ...]] = {
    "law": ("mingjing.project.calendar_command:app",),
    "witness": ("mingjing.records.witness_commands:request", "mingjing.records.witness_commands:accept"),
}


class LazyGroup(TyperGroup):
    """A group whose members are imported when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, (place, _) in SUB_COMMANDS.items() if _exists(place)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        place, help_text = SUB_COMMANDS.get(cmd_name, ("", ""))
        if not place or not _exists(place):
            return None
        module, _, attribute = place.partition(":")
        command = get_command(getattr(importlib.import_module(module), attribute))
        command.name = cmd_name
        command.help = command.help or help_text
        for below in BELOW.get(cmd_name, ()):
            module, _, attribute = below.partition(":")
            command.add_command(get_command(getattr(importlib.import_module(module), attribute)))
        return command


def _exists(place: str) -> bool:
    return importlib.util.find_spec(place.partition(":")[0]) is not None


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="明镜：行政执法公示、全过程记录、重大执法决定法制审核。")  # fmt: skip


@app.callback()
def root() -> None:
    """明镜：行政执法公示、全过程记录、重大执法决定法制审核。"""
    os.environ.setdefault(
        "MINGJING_NOTICES", str(places.NOTICES)
    )  # read by the law room, which knows no settings


def main() -> None:
    """Entry point of the `mingjing` script."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
