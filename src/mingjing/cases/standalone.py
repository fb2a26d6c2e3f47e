"""The page that verifies an exported case file offline: one HTML file, opened from the disk, without any network.

It carries the very modules that the portal's verification page runs (and their vendored cryptography), each as a data:
address in an import map. Its content policy forbids everything else, so that nothing can be sent anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

ENTRY = "mj/portal/standalone.js"
_SHELL = Path(__file__).parent / "templates/cases/standalone.html"
_EXAMPLES = re.compile(
    r"^\s*/\*\*.*?\*/", re.MULTILINE | re.DOTALL
)  # comments hold imports that aren't meant
_IMPORT = re.compile(r"""^((?:import|export)\b[^;"']*?\bfrom\s*|import\s*)["']([^"']+)["']""", re.MULTILINE)


@cache
def standalone_page() -> str:
    """The page; equal for all exports of one version. Raises FileNotFoundError when a module isn't installed."""
    modules: dict[str, str] = {}
    _collect(ENTRY, modules)
    boot = f'import "{ENTRY}";'
    imports = json.dumps({"imports": {name: _data(text) for name, text in sorted(modules.items())}})
    page = _SHELL.read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; script-src {_hash(imports)} {_hash(boot)} data:; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return page.replace("{policy}", policy).replace("{imports}", imports).replace("{boot}", boot)


def _collect(name: str, modules: dict[str, str]) -> None:
    """The module and all that it imports, their names made absolute."""
    if name in modules:
        return
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(f"static file {name} is not installed")
    text = _EXAMPLES.sub("", Path(str(path)).read_text(encoding="utf-8"))
    modules[name] = ""  # circles end here
    own = posixpath.dirname(name)

    def absolute(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(own, found[2]))
        _collect(target, modules)
        return f'{found[1]}"{target}"'

    modules[name] = _IMPORT.sub(absolute, text)


def _data(text: str) -> str:
    return "data:text/javascript;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
