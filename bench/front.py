"""Front servers on files: the one of the composition with its own configuration, and nginx, where this machine has
them.
"""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.places import ROOT
from embedded.process import Process

from .remote import Unmeasured
from .stage import HOST, Stage

SECONDS = 20
# Of a plain file as fast as it goes: no log, no compression, the file kept open.
NGINX = """\
worker_processes auto; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
{user}events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ application/json json; }}
  open_file_cache max=100; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@contextmanager
def caddy(stage: Stage, root: Path) -> Iterator[int]:
    """The front server of the composition on its own configuration, with our paths in the place of the containers'."""
    port, folder = _free(), stage.folder / "caddy"
    folder.mkdir()
    written = (ROOT / "deploy" / "Caddyfile").read_text().replace("/srv/published", str(root))
    written = written.replace("web:8000", f"127.0.0.1:{stage.port}").replace("{$SITE}", f"http://{HOST}:{port}")
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{written}")
    environment = {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "PATH": "/usr/bin",
    }
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(stage, "caddy", command, port, environment):
        yield port


@contextmanager
def nginx(stage: Stage, root: Path) -> Iterator[int]:
    """nginx on the same folder, with nothing else to do."""
    port, folder = _free(), stage.folder / "nginx"
    folder.mkdir(exist_ok=True)
    user = "user root;\n" if Path("/root").owner() == "root" and _is_root() else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, root=root, user=user))
    with _running(stage, "nginx", ["nginx", "-c", str(folder / "nginx.conf")], port, {}):
        yield port


def missing(*names: str) -> list[str]:
    """Which of these servers this machine does not have."""
    return [name for name in names if not shutil.which(name)]


def _is_root() -> bool:
    return Path("/proc/self").stat().st_uid == 0


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _running(stage: Stage, name: str, command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    log = stage.folder / "log" / f"{name}.log"
    program = shutil.which(command[0]) or command[0]
    started = Process(name, [program, *command[1:]], run=stage.folder / "run", log=log, environment=environment)
    started.launch()
    try:
        until = time.monotonic() + SECONDS
        while not _listens(port):
            if not started.is_alive() or time.monotonic() > until:
                raise Unmeasured(f"{name} did not start: {started.last_words()}")
            time.sleep(0.05)
        yield
    finally:
        started.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
