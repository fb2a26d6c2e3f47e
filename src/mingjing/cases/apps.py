"""The app of the cases: what the agency does in a matter, through one door (`perform`)."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "mingjing.cases"
    label = "cases"
    verbose_name = "案件"
