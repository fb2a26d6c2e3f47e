"""Which packs stand on disk, and which layers belong to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .faults import Fault, PackFaults
from .files import layer_folder_of
from .yaml_source import read_yaml

BUILTIN = Path(__file__).resolve().parent.parent / "packs"


def pack_folders(root: Path) -> list[Path]:
    """Every pack folder directly below `root`."""
    return sorted(path.parent for path in root.glob("*/pack.yaml"))


def chain(folder: Path) -> list[Path]:
    """The folder (or built-in pack of that name) and all that it extends, base first; looked up beside it, then among
    the built-in packs.

    Raises PackFaults when a layer is missing or layers extend each other in a circle.
    """
    folders: list[Path] = []
    builtin = len(folder.parts) == 1 and not folder.exists() and (BUILTIN / folder).is_dir()
    current: Path | None = (BUILTIN / folder if builtin else folder).resolve()
    while current is not None:
        name = f"{current.name}/pack.yaml"
        if current in folders:
            raise PackFaults([Fault(name, 1, "法规包互相继承（extends）。")])
        folders.insert(0, current)
        faults: list[Fault] = []
        document = read_yaml(current / "pack.yaml", name, faults)
        if document is None:
            raise PackFaults(faults)
        base = document.data.get("extends") if isinstance(document.data, dict) else None
        current = _find(str(base), current.parent, name) if base else None
    return folders


def leaves(folders: Sequence[Path]) -> list[list[Path]]:
    """Chains of the packs that no other of `folders` extends."""
    chains = [chain(folder) for folder in folders]
    return [own for own in chains if not any(own[-1] in other[:-1] for other in chains)]


def layers_for(path: Path) -> list[Path] | None:
    """The chain of the pack folder that holds `path`, or None."""
    folder = layer_folder_of(path.resolve())
    return chain(folder) if folder else None


def with_notices(folders: Sequence[Path], notices: Path | None) -> list[Path]:
    """The layers with the folder of imported holiday notices (if there is one) behind the first."""
    if notices is None or not (notices / "pack.yaml").is_file():
        return list(folders)
    return [*folders[:1], notices, *folders[1:]]


def _find(name: str, beside: Path, file: str) -> Path:
    for root in (beside, BUILTIN):
        if (root / name / "pack.yaml").is_file():
            return (root / name).resolve()
    raise PackFaults([Fault(file, 1, f"找不到它所继承的法规包“{name}”。")])
