"""What whoever starts the replicas chooses, as `name=value` on the command line."""

from __future__ import annotations

import dataclasses
import ipaddress
from dataclasses import dataclass
from pathlib import Path

MOST_REPLICAS = 32
HIGHEST_PORT = 65_535


class SettingError(Exception):
    """A setting cannot be taken; the sentence says which and why."""


@dataclass(frozen=True)
class Settings:
    """How the app is served.

    Attributes:
        replicas: processes of the app, 1 to 32.
        address: where nginx listens; 0.0.0.0 for everyone who can reach the machine.
        port: of nginx.
        first_port: of the first replica, which listens on 127.0.0.1 alone; the others follow.
        hosts: names by which visitors may ask for the app, with commas; empty for any.
        folder: for logs, nginx's configuration and its temporary files; None for a temporary one.
    """

    replicas: int = 2
    address: str = "127.0.0.1"
    port: int = 8080
    first_port: int = 8601
    hosts: str = ""
    folder: Path | None = None

    @property
    def ports(self) -> tuple[int, ...]:
        """Of the replicas, the first one's first."""
        return tuple(range(self.first_port, self.first_port + self.replicas))

    @property
    def url(self) -> str:
        """Where to look at the app from this machine."""
        host = "127.0.0.1" if ipaddress.ip_address(self.address).is_unspecified else self.address
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def settings_from(arguments: list[str]) -> Settings:
    """The settings of a command line.

    Raises:
        SettingError: one is unknown, or out of range.
    """
    known = {field.name for field in dataclasses.fields(Settings)}
    given: dict[str, str] = {}
    for argument in arguments:
        name, is_one, value = argument.partition("=")
        if not is_one or name not in known:
            raise SettingError(f"{argument!r} is no setting; there are {', '.join(sorted(known))}.")
        given[name] = value
    settings = Settings(
        replicas=_whole(given, "replicas", 1, MOST_REPLICAS),
        address=_address(given.get("address", Settings.address)),
        port=_whole(given, "port", 1, HIGHEST_PORT),
        first_port=_whole(given, "first_port", 1, HIGHEST_PORT - MOST_REPLICAS),
        hosts=_hosts(given.get("hosts", "")),
        folder=Path(given["folder"]).expanduser().absolute() if given.get("folder") else None,
    )
    if settings.port in settings.ports:
        raise SettingError(f"Port {settings.port} is nginx's and a replica's at once.")
    return settings


def _whole(given: dict[str, str], name: str, least: int, most: int) -> int:
    text = given.get(name, str(getattr(Settings, name)))
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise SettingError(f"{name} is a whole number from {least} to {most}, and not {text!r}.")
    return int(text)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise SettingError(
            f"address is an IP address of this machine, and not {text!r}."
        ) from error


def _hosts(text: str) -> str:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if not all(part and part.replace("-", "a").isalnum() for part in name.split(".")):
            raise SettingError(f"hosts are names with commas between them, and {name!r} is none.")
    return ",".join(names)
