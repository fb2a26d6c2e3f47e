"""WSGI entry point. The database must already answer: `mingjing serve` sees to that."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.project.settings")
application = get_wsgi_application()
