"""The machine's face: REST over the same `perform` and the same visibility as the desk."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "mingjing.api"
    label = "api"
    verbose_name = "接口"
