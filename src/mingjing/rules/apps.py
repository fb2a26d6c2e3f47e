"""The rules app: what an agency reads and changes of its own law."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "mingjing.rules"
    label = "rules"
    verbose_name = "规则"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Approved changes are a layer of the agency's library."""
        from mingjing.cases import libraries
        from mingjing.rules.history import in_force

        libraries.amended_by(in_force)
