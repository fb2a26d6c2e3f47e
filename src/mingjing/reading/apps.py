"""Who looked, and who may read: requests, redacted copies, the log of every access, a file per party."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "mingjing.reading"
    label = "reading"
    verbose_name = "查阅"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mingjing.cases import effects, fixity
        from mingjing.reading.inbox import registered
        from mingjing.reading.masks import refuse_unknown_papers

        effects.register(effects.ANY, registered)
        effects.register(effects.ANY, refuse_unknown_papers)
        fixity.named_in("SELECT sha256, sm3, NULL FROM reading_copy")
