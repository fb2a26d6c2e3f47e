"""Legal review of major decisions: views of the records for the reviewer. The acts themselves are the procedure's."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mingjing.review"
    label = "review"
    verbose_name = "法制审核"
