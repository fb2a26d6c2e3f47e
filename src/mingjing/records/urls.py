"""Addresses below /log/."""

from django.urls import path

from mingjing.records import views

app_name = "log"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("checkpoints/<int:size>", views.kept_checkpoint, name="kept-checkpoint"),
    path("checkpoints/<int:size>.tsr", views.time_stamp, name="time-stamp"),
    path("log.vkey", views.vkey, name="vkey"),
    path("tile/<path:path>", views.tile, name="tile"),
    path("sm3/checkpoint", views.twin_checkpoint, name="twin-checkpoint"),
    path("sm3/checkpoints/<int:size>", views.kept_twin_checkpoint, name="kept-twin-checkpoint"),
    path("sm3/log.vkey", views.twin_vkey, name="twin-vkey"),
    path("sm3/tile/<path:path>", views.twin_tile, name="twin-tile"),
]
