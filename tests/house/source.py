"""The project's own source, parsed once: what the conventions are tested on."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("app", "gateway", "schema", "domain", "models")
TESTS = "tests"


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        """Its dotted name."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @property
    def floor(self) -> str:
        """The folder that it is in, at the top."""
        return self.path.parts[0]

    def imports(self) -> set[str]:
        """Every module named by an import, and every name taken from one as if it were a module."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return names

    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, also those inside others."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module below the folders; below every floor where none is named."""
    found = []
    for folder in folders or FLOORS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.append(Module(path.relative_to(ROOT), ast.parse(text), len(text.splitlines())))
    return tuple(found)


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names a function is decorated with."""
    return {node.id for node in function.decorator_list if isinstance(node, ast.Name)}


def committed() -> list[Path]:
    """Every file that is in the repository or could be, as git says; else every file there is."""
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        left_out = {".git", ".venv", "var", "node_modules", "__pycache__"}
        return [path for path in ROOT.rglob("*") if path.is_file() and not left_out & {*path.relative_to(ROOT).parts}]
    return [ROOT / name for name in names if (ROOT / name).is_file()]
