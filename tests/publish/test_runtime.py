"""The runtime that the worker loads, and the wheel in it."""

from __future__ import annotations

import ast
import base64
import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from validator.core import bridge
from validator.core.findings import FINDINGS
from validator.publish import runtime
from validator.publish.root import PYODIDE, ROOT
from validator.publish.runtime import compiled, wheel

if TYPE_CHECKING:
    from pathlib import Path


def test_the_lock_file_names_only_the_core() -> None:
    """The lock file has only our own wheel, with its hash."""
    folder = runtime.build()
    packages = json.loads((folder / compiled.LOCK_FILE).read_text())["packages"]

    (package,) = packages.values()
    content = (folder / package["file_name"]).read_bytes()
    assert package["file_name"].endswith("-cp313-none-any.whl")
    assert package["sha256"] == hashlib.sha256(content).hexdigest()
    assert package["depends"] == []
    assert package["imports"] == ["validator"]


def test_runtime_has_only_the_needed_files() -> None:
    """A runtime has only Pyodide's files, library, lock file, wheel and both images."""
    names = runtime.published(runtime.build()).keys()

    wheels = {name for name in names if name.endswith(".whl")}
    assert len(wheels) == 1
    images = {runtime.IMAGE, runtime.PACKED, runtime.NO_LIBRARY}
    assert names - wheels - images == {
        *runtime.PYODIDE_FILES,
        compiled.LIBRARY,
        compiled.LOCK_FILE,
    }
    assert images <= names


def test_the_packed_image_is_the_image() -> None:
    """The compressed image is the same module, in less than 5 MB."""
    folder = runtime.build()
    packed = (folder / runtime.PACKED).read_bytes()

    assert gzip.decompress(packed) == (folder / runtime.IMAGE).read_bytes()
    assert len(packed) < 5_000_000
    assert runtime.PACKED not in runtime.describe(folder)["files"]


def test_the_library_is_trimmed_and_compiled() -> None:
    """Only a compiled part of the standard library is shipped, and no source of the core."""
    folder = runtime.build()
    shipped = zipfile.ZipFile(folder / compiled.LIBRARY).namelist()
    whole = zipfile.ZipFile(PYODIDE / compiled.LIBRARY).namelist()
    (wheel,) = folder.glob("*.whl")

    assert {"json/decoder.pyc", "hmac.pyc"} <= set(shipped)
    assert not {name for name in shipped if not name.endswith(".pyc")}
    assert len(shipped) < len(whole) / 3
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")]


def test_texts_for_support_are_not_shipped() -> None:
    """The browser gets the title and fix of a finding, but no reply, question or search words."""
    (wheel,) = runtime.build().glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = b"".join(map(archive.read, archive.namelist())).decode("latin-1")
    row = FINDINGS["wrong-secret"]

    assert row.title in shipped
    assert [text for text in (row.reply, row.ask, row.search) if text in shipped] == []


def test_runtime_is_built_once() -> None:
    """A second build uses the cached runtime."""
    folder = runtime.build()
    made = folder.stat().st_mtime_ns

    assert runtime.build() == folder
    assert folder.stat().st_mtime_ns == made


def test_image_has_no_local_data() -> None:
    """The image has neither a path of the build nor a rehearsed credential."""
    folder = runtime.build()
    content = (folder / runtime.IMAGE).read_bytes()
    head = base64.b64decode(runtime.describe(folder)["image"]["head"])
    given = {"name": "can-trade", "page": {"help_url": "/"}, "now_ms": 0}
    pasted = json.loads(bridge.rehearse(json.dumps(given)))["values"]

    for text in (str(ROOT), pasted["secret_key"], pasted["passphrase"]):
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert text.encode(encoding) not in content + head
    assert b"validator.core.bridge" in content


def test_pyodide_runs_this_python() -> None:
    """Pyodide has the same Python version as the tests."""
    info = json.loads((PYODIDE / compiled.LOCK_FILE).read_text())["info"]

    assert info["python"].split(".")[:2] == [str(part) for part in sys.version_info[:2]]


#: Rehearses a check like the build, then runs the core on all vectors, and prints the modules that
#: were only imported by the second part.
_IMPORTS = """
import json, sys
from pathlib import Path
from validator import core
from validator.core import bridge
here = {"page": {"help_url": "/"}, "now_ms": 0}
bridge.rehearse(json.dumps({"name": "can-trade", **here}))
before = set(sys.modules)
vectors = {
    name: json.loads(Path("tests", "vectors", f"{name}.json").read_text("utf-8"))
    for name in ("values", "blocks", "replies")
}
for case in vectors["values"]:
    core.inspect(*(case.get(name, "") for name in ("api_key", "secret_key", "passphrase")))
for case in vectors["blocks"]:
    core.inspect(case["text"], "", "")
for case in vectors["replies"]:
    core.judge(core.read_reply(case["http_status"], case["body"].encode(), "global"))
core.sign("A1B27C93D4E5F60718293A4B5C6D7E8F", "2026-01-01T00:00:00.000Z", "GET", "/")
for name in [*core.FINDINGS, "no-such-name"]:
    bridge.rehearse(json.dumps({"name": name, **here}))
print(sorted(set(sys.modules) - before))
"""


def test_one_rehearsal_imports_all_that_the_core_needs() -> None:
    """No vector makes the core import a module that the image lacks."""
    result = subprocess.run(
        [sys.executable, "-c", _IMPORTS], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (result.stdout, result.stderr) == ("[]\n", "")


_CORE = sorted((ROOT / "validator" / "core").glob("*.py"))
#: Modules that read a clock, the network, files or the environment.
_IO = {"os", "time", "socket", "urllib", "http", "pathlib", "random", "subprocess"}


def test_the_wheel_is_the_same_every_time(tmp_path: Path) -> None:
    """Two builds of the same sources are identical."""
    first, second = (wheel.build(tmp_path / name) for name in ("first", "second"))

    assert first.read_bytes() == second.read_bytes()


def test_the_wheel_contains_only_the_core(tmp_path: Path) -> None:
    """The wheel has every module of the core and no other."""
    names = zipfile.ZipFile(wheel.build(tmp_path)).namelist()

    expected = {"validator/__init__.py", *(f"validator/core/{path.name}" for path in _CORE)}
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_the_core_imports_only_the_standard_library() -> None:
    """The core imports only the standard library, without modules for input and output."""
    problems = []
    for path in _CORE:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                first = name.split(".")[0]
                is_known = first in sys.stdlib_module_names or name.startswith("validator.core")
                if not is_known or first in _IO:
                    problems.append(f"{path.name}: {name}")

    assert problems == []
