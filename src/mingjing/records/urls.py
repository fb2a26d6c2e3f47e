"""Addresses below /log/: the first log's files at the root, each later one's below its folder."""

from django.urls import URLPattern, path

from mingjing.records import views

app_name = "log"


def _log(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(f"{prefix}checkpoint", views.checkpoint, name=f"{name}checkpoint"),
        path(f"{prefix}checkpoints/<int:size>", views.kept_checkpoint, name=f"{name}kept-checkpoint"),
        path(f"{prefix}checkpoints/<int:size>.tsr", views.time_stamp, name=f"{name}time-stamp"),
        path(f"{prefix}log.vkey", views.vkey, name=f"{name}vkey"),
        path(f"{prefix}tile/<path:path>", views.tile, name=f"{name}tile"),
        path(f"{prefix}sm3/checkpoint", views.twin_checkpoint, name=f"{name}twin-checkpoint"),
        path(
            f"{prefix}sm3/checkpoints/<int:size>",
            views.kept_twin_checkpoint,
            name=f"{name}kept-twin-checkpoint",
        ),
        path(f"{prefix}sm3/log.vkey", views.twin_vkey, name=f"{name}twin-vkey"),
        path(f"{prefix}sm3/tile/<path:path>", views.twin_tile, name=f"{name}twin-tile"),
    ]


urlpatterns = [
    path("current/checkpoint", views.current, name="current"),
    path("keys", views.all_keys, name="keys"),
    path("shards", views.all_shards, name="shards"),
    *_log("", ""),
    path("<slug:folder>/opening.json", views.opening, name="opening"),
    *_log("<slug:folder>/", "shard-"),
]
