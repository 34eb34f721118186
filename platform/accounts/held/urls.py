"""What is held of a person."""

from django.urls import path

from .views import held, held_file

urlpatterns = [
    path("held/", held, name="held"),
    path("held/file/", held_file, name="held_file"),
]
