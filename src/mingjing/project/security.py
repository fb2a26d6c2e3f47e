"""Headers and limits. A page may load only what this server serves, and no inline script or style."""

from __future__ import annotations

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

MIB = 1024 * 1024
FORM_LIMIT = 5 * MIB
BODY_LIMIT = 1024 * MIB
MEMORY_LIMIT_OF_A_FILE = 2 * MIB
FIELDS_LIMIT = 2000
FILES_LIMIT = 50
# Of one file sent in pieces, and of all that one person has under way or waiting for an act.
UPLOAD_LIMIT = 32 * 1024 * MIB
UPLOAD_QUOTA = 64 * 1024 * MIB
