#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An OpenID provider that is Django's OAuth toolkit in the smallest Django there is.

    django_server.py PORT FOLDER ALGORITHM CLIENT_ID CLIENT_SECRET REDIRECT_URI...

Its key, private.pem, lies in FOLDER; its database is made there. People are alice and bob, each with the own name as the
password. Its metadata is at an address with a slash at the end, and nowhere else.
"""

import pathlib
import sys

import django
from django.conf import settings
from django.urls import include, path

PORT, FOLDER, ALGORITHM, CLIENT_ID, CLIENT_SECRET, *REDIRECT_URIS = sys.argv[1:]
PEOPLE = ("alice", "bob")
LOGIN_FORM = '<!doctype html><title>Sign in</title><form method="post">{% csrf_token %}{{ form.as_p }}<button>Sign in</button></form>'

sys.modules["django_server"] = sys.modules[__name__]   # under this name Django looks for URLs and for the validator


def configure():
    settings.configure(
        SECRET_KEY="of this test's provider only", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="django_server", LOGIN_URL="/login/",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{FOLDER}/provider.db"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                        "django.contrib.messages", "oauth2_provider"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                    "django.contrib.auth.middleware.AuthenticationMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates",
                    "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader",
                                             {"registration/login.html": LOGIN_FORM})]}}],
        OAUTH2_PROVIDER={"OIDC_ENABLED": True, "PKCE_REQUIRED": True,
                         "OIDC_RSA_PRIVATE_KEY": pathlib.Path(FOLDER, "private.pem").read_text(),
                         "SCOPES": {"openid": "who you are", "profile": "your name", "email": "your address"},
                         "OAUTH2_VALIDATOR_CLASS": "django_server.Validator"})
    django.setup()


configure()
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command, execute_from_command_line  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402


class Validator(OAuth2Validator):
    oidc_claim_scope = None   # claims are given whatever was asked for

    def get_additional_claims(self, request):
        return {"name": request.user.first_name, "email": request.user.email}


def fill():
    """People and the one client."""
    call_command("migrate", verbosity=0)
    users = [User.objects.create_user(name, f"{name}@example.org", name, first_name=name.capitalize()) for name in PEOPLE]
    Application.objects.create(
        client_id=CLIENT_ID, client_secret=CLIENT_SECRET, user=users[0], name="The site under test", skip_authorization=True,
        redirect_uris=" ".join(REDIRECT_URIS), algorithm=ALGORITHM, client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE)


urlpatterns = [path("login/", LoginView.as_view()), path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]

if __name__ == "__main__":
    fill()
    execute_from_command_line(["django_server", "runserver", "--noreload", f"127.0.0.1:{PORT}"])
