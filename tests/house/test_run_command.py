"""./run refuses what it cannot do with one sentence that says what to do, before it installs anything."""

import socket
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[2] / "run"


def _run(*words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path or "/usr/bin:/bin"} if path else None
    return subprocess.run([str(RUN), *words], capture_output=True, text=True, timeout=60, check=False, env=environment)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "99999", "-1", "8001;id", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    """With the limits and an example."""
    ended = _run("--port", port)
    assert ended.returncode == 1
    assert "eine Zahl von 1 bis 65535" in ended.stderr


def test_a_port_in_use_is_named_with_another_one() -> None:
    """And nothing was started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = _run("--port", str(port))
    assert ended.returncode == 1
    assert f"Port {port} ist belegt" in ended.stderr
    assert "./run --port 8001" in ended.stderr


def test_without_python_it_says_what_to_install(tmp_path: Path) -> None:
    """On a machine that has a shell and nothing else."""
    for name in ("sh", "dirname", "cat"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    ended = _run(path=str(tmp_path))
    assert ended.returncode == 1
    assert "sudo apt install python3 python3-venv" in ended.stderr


def test_an_unknown_word_shows_the_usage() -> None:
    """Exit 2, as commands do."""
    ended = _run("--prot", "8001")
    assert ended.returncode == 2
    assert "./run demo" in ended.stderr
