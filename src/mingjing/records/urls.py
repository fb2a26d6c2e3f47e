"""Addresses below /log/."""

from django.urls import path

from mingjing.records import views

app_name = "log"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("checkpoints/<int:size>", views.kept_checkpoint, name="kept-checkpoint"),
    path("log.vkey", views.vkey, name="vkey"),
    path("tile/<path:path>", views.tile, name="tile"),
]
