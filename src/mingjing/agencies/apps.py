"""Agencies, units, officers, credentials and roles: who may do what, on which day."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "mingjing.agencies"
    label = "agencies"
    verbose_name = "执法主体和人员"
