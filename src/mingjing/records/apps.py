"""Streams of records that nobody can change, and the log that proves it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "mingjing.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        from mingjing.records import upkeep
        from mingjing.work import nightly

        nightly.register("log", "核对存证日志", upkeep.audit)
