"""Where this visitor's finished runs are kept between visits, if anywhere.

CONVOSCOPE_RUNS names a folder whose runs every visitor sees, as in a classroom, or says "off".
Unset, a visitor on the machine that the app runs on gets a folder of their own home; everyone
else's runs are gone with the visit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import streamlit as st

from cnn.runs.store import RunStore

VARIABLE = "CONVOSCOPE_RUNS"
OFF = "off"
HOME_FOLDER = Path("~/.convoscope/runs")
# A request that has any of these came through a proxy or a tunnel: its sender may be anyone.
RELAY_HEADERS = ("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip")
RELAY_PREFIX = "x-forwarded-"
_HOST = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(:\d+)?")


def visitors_store() -> RunStore | None:
    """The store of this visitor's runs, the same object at every call.

    Returns:
        The store; None where this visitor's runs are not kept.
    """
    folder = runs_folder(
        os.environ.get(VARIABLE, ""), st.context.ip_address, dict(st.context.headers)
    )
    return None if folder is None else _store(folder)


def runs_folder(setting: str, address: str | None, headers: Mapping[str, str]) -> Path | None:
    """The folder that a visitor's runs are kept in.

    Args:
        setting: what CONVOSCOPE_RUNS says; empty where it is not set.
        address: the visitor's address; None for a loopback address, as Streamlit gives it.
        headers: of the visitor's request.

    Returns:
        An absolute path, which need not exist yet; None where nothing is kept.
    """
    setting = setting.strip()
    if setting.lower() == OFF:
        return None
    if setting:
        return Path(setting).expanduser().absolute()
    return HOME_FOLDER.expanduser() if is_on_this_machine(address, headers) else None


def is_on_this_machine(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a visitor's browser runs on the machine that the app runs on.

    Behind a proxy on the same machine every visitor comes from a loopback address, so the address
    alone says nothing: the browser must have asked for this machine by a loopback name, and no
    proxy may have left a trace. A proxy can put a loopback name into Host; Origin is the browser's
    own word for the page that it is on.

    Args:
        address: the visitor's address; None for a loopback address, as Streamlit gives it.
        headers: of the visitor's request; names in any case.

    Returns:
        True only if all signs agree.
    """
    headers = {name.lower(): value for name, value in headers.items()}
    if any(name in RELAY_HEADERS or name.startswith(RELAY_PREFIX) for name in headers):
        return False
    origin = headers.get("origin")
    return (
        (address is None or _is_loopback(address))
        and _is_loopback(_name_of(headers.get("host", "")))
        and (origin is None or _is_loopback(_name_of(origin.partition("://")[2])))
    )


def _name_of(host: str) -> str:
    """A host without its port and brackets; empty where it is malformed."""
    match = _HOST.fullmatch(host.lower())
    return (match["address"] or match["name"]) if match else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    # A server that listens on IPv6 sees 127.0.0.1 as ::ffff:127.0.0.1.
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(folder: Path) -> RunStore:
    return RunStore(folder)
