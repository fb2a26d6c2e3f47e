"""Large files on their way in: taken piece by piece, resumed after whatever broke them off, handed to an act."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "mingjing.uploads"
    label = "uploads"
    verbose_name = "续传上传"

    def ready(self) -> None:
        from mingjing.uploads import sweeping
        from mingjing.work import nightly

        nightly.register("sweep", "清理过期的上传", sweeping.nightly)
