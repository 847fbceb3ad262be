"""nginx's configuration, and nginx as a process of ours."""

from __future__ import annotations

import getpass
import grp
import ipaddress
import os
import pwd
import shutil
import string
import subprocess
from pathlib import Path

from deploy.lifeline import start_child
from deploy.settings import SettingError, Settings

LOG = "nginx.log"
TEMPLATE = Path(__file__).with_name("nginx.conf.template")
# Debian gives nginx a folder that is not on everyone's path.
_PLACES = ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx")
_MISSING = "There is no nginx here. On Debian: apt-get install nginx-light."
# The one as whom Debian's nginx serves; where we are root, it is not to serve as root.
_SERVING_USERS = ("www-data", "nginx", "nobody")


class _Template(string.Template):
    """nginx's own variables begin with a dollar sign."""

    delimiter = "@"


def nginx_path() -> str | None:
    """nginx on this machine; None where there is none."""
    return next(filter(None, map(shutil.which, _PLACES)), None)


def configuration(settings: Settings, folder: Path) -> str:
    """The text of nginx.conf.

    Args:
        settings: what is served.
        folder: for nginx's files.
    """
    numbered = dict(enumerate(settings.ports, 1))
    is_six = ipaddress.ip_address(settings.address).version == 6
    address = f"[{settings.address}]" if is_six else settings.address
    listen = f"{address}:{settings.port}"
    names = settings.hosts.replace(",", " ")
    return _Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        user=_user(),
        folder=folder,
        log=LOG,
        replicas=settings.replicas,
        upstreams="\n".join(
            [
                _upstream("any", settings.ports),
                *(
                    _upstream(f"replica_{number}", settings.ports, preferred=port)
                    for number, port in numbered.items()
                ),
            ]
        ),
        chosen="\n".join(f"    {number} replica_{number};" for number in numbered),
        answered="\n".join(f'    "~:{port}$" {number};' for number, port in numbered.items()),
        listen=listen,
        default_server="" if names else " default_server",
        server_name=names or "_",
        other_hosts=_OTHER_HOSTS.format(listen=listen) if names else "",
    )


def start_nginx(settings: Settings, folder: Path) -> subprocess.Popen:
    """Write the configuration into a folder and start nginx with it.

    Raises:
        SettingError: there is no nginx, or it does not take the configuration.
    """
    path = nginx_path()
    if path is None:
        raise SettingError(_MISSING)
    written = folder / "nginx.conf"
    written.write_text(configuration(settings, folder), encoding="utf-8")
    command = [path, "-e", str(folder / LOG), "-c", str(written)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    if checked.returncode:
        raise SettingError(f"nginx does not start: {checked.stderr.strip()}")
    return start_child(command)


def _upstream(name: str, ports: tuple[int, ...], preferred: int | None = None) -> str:
    """One replica before the others, or all alike; one that fails is left alone for 5 seconds."""
    lines = [f"  upstream {name} {{", f"    zone {name} 64k;"]
    for port in sorted(ports, key=lambda port: port != preferred):
        is_backup = preferred is not None and port != preferred
        lines.append(
            f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=5s{' backup' * is_backup};"
        )
    return "\n".join([*lines, "  }"])


def _user() -> str:
    """A line that names who serves, where nginx is started by root; else it serves as we are."""
    if os.geteuid() != 0:
        return f"# Served by {getpass.getuser()}."
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next((known[name] for name in _SERVING_USERS if name in known), None)
    if user is None:
        raise SettingError("nginx, started by root, needs a user www-data, nginx or nobody.")
    # By default nginx takes a group of the user's name, which nobody need not have.
    return f"user {user.pw_name} {grp.getgrgid(user.pw_gid).gr_name};"


_OTHER_HOSTS = """\
  # Whoever asks for another name is not answered.
  server {{
    listen {listen} default_server;
    return 444;
  }}
"""
