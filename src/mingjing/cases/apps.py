"""The app of the cases: what the agency does in a matter, through one door (`perform`)."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "mingjing.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        from mingjing.cases import retaining, upkeep
        from mingjing.work import nightly

        nightly.register("fixity", "核对原件", upkeep.check_originals)
        nightly.register("retain", "通知原件库保管期限", upkeep.retain_originals)
        retaining.told_by(retaining.of_case_files)
