"""Signing in and out. Failed attempts are counted by django-axes; their page comes from project.refusals."""

from django.contrib.auth.views import LoginView, LogoutView


class SignIn(LoginView):
    template_name = "desk/login.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    http_method_names = ("post", "options")
