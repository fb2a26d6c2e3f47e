"""Work behind the scenes: what a request needn't wait for, done by `mingjing worker` (docs/adr/0013)."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "mingjing.work"
    label = "work"
    verbose_name = "后台任务"
