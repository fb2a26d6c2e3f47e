"""The archive room: archive numbers, terms of keeping, packages, transfer and disposal of case files."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "mingjing.archive"
    label = "archive"
    verbose_name = "案卷归档"

    def ready(self) -> None:
        from mingjing.archive import disposing, holding, packing, registering
        from mingjing.cases import effects, erasing, fixity
        from mingjing.work import queue

        effects.register(effects.ANY, registering.note)
        erasing.begun_in(holding.begun)
        queue.register("archive_package", "制作归档信息包", packing.carry_out, packing.given_up)
        queue.register("archive_dispose", "销毁案卷", disposing.carry_out)
        fixity.named_in(
            "SELECT p.sha256, p.sm3, NULL FROM archive_package p JOIN archive_archivedfile f ON f.id = p.file_id "
            "WHERE p.sha256 <> '' AND f.disposed_at IS NULL"
        )
        fixity.named_in("SELECT blob, '', NULL FROM archive_transfer WHERE blob <> ''")
        fixity.destroyed_in(
            "SELECT e.sha256 FROM archive_erased e WHERE NOT EXISTS (SELECT 1 FROM records_attachment a "
            "JOIN records_record r ON r.id = a.record_id LEFT JOIN archive_archivedfile f ON f.case_id = r.case_id "
            "WHERE a.sha256 = e.sha256 AND f.disposed_at IS NULL)"
        )
