"""The archive room: archive numbers, terms of keeping, packages, transfer and disposal of case files."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "mingjing.archive"
    label = "archive"
    verbose_name = "案卷归档"

    def ready(self) -> None:
        from mingjing.archive import packing, registering
        from mingjing.cases import effects, fixity
        from mingjing.work import queue

        effects.register(effects.ANY, registering.note)
        queue.register("archive_package", packing.carry_out)
        fixity.named_in("SELECT sha256, sm3 FROM archive_package WHERE state = 'done' AND sha256 <> ''")
