"""Who looked, and who may read: requests, redacted copies, the log of every access, a file per party."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "mingjing.reading"
    label = "reading"
    verbose_name = "查阅"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingjing.cases import effects, erasing, fixity
        from mingjing.reading import copies, copying
        from mingjing.reading.inbox import registered
        from mingjing.reading.masks import refuse_unknown_papers
        from mingjing.work import queue

        effects.register(effects.ANY, registered)
        effects.register(effects.ANY, refuse_unknown_papers)
        erasing.copied_in(copies.digests_of, copies.under_way)
        queue.register(copying.KIND, "制作案卷复制件", copying.carry_out, copying.given_up)
        fixity.named_in(
            "SELECT c.sha256, c.sm3, NULL FROM reading_copy c WHERE NOT EXISTS "
            "(SELECT 1 FROM records_casekey k WHERE k.case_id = c.case_id AND k.key IS NULL)"
        )
