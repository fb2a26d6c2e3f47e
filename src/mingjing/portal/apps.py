"""The portal: public pages. Reads only what `mingjing.disclosure` gives."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "mingjing.portal"
    label = "portal"
    verbose_name = "门户"
