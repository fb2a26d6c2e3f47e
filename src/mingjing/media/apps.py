"""Audio-visual records: devices, recordings, what they cover, and how long they are kept."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "mingjing.media"
    label = "media"
    verbose_name = "音像记录"

    def ready(self) -> None:
        from mingjing.cases import effects, fixity, retaining
        from mingjing.media import deriving, disposing, linking, retention
        from mingjing.work import queue

        effects.register(effects.ANY, linking.note)
        queue.register("derive", "制作预览件", deriving.derive)
        fixity.named_in("SELECT sha256, sm3, size FROM media_recording WHERE disposed_at IS NULL")
        fixity.destroyed_in(
            "SELECT d.sha256 FROM media_disposalline d WHERE d.erased_at IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM media_recording r WHERE r.sha256 = d.sha256 AND r.disposed_at IS NULL)"
        )
        queue.register("dispose", "销毁音像记录", disposing.carry_out)
        retaining.told_by(retention.terms)
