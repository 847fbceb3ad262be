"""Pictures of a class that come at the same moment: when the first is read, and when the last.

    CASES=.../cases python -m tests.load.pictures [VISITORS]

Each visitor gives the same photo to *Upload* and waits for the digit that is found in it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from uuid import uuid4

from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs, UploadedFileInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.connection import VisitError
from tests.load.measured import Times
from tests.load.uploads import KEPT, cross_site_token, upload
from tests.load.visitor import Visitor
from tests.serving import ROOT, serving

VISITORS = 40
PHOTO = "desk_1_0.png"


async def bring_picture(visitor: Visitor, url: str, content: bytes) -> str:
    """Give a picture to Upload; what it is read as.

    Raises:
        VisitError: there is no such field, the file was not taken, or no digit was found.
    """
    connection = visitor.connection
    found = next(iter(connection.tree.elements("file_uploader")), None)
    if found is None:
        raise VisitError("there is no field for files on the page")
    uploader, node = found
    name = uuid4().hex
    session = connection.session.initialize.session_id
    token = await asyncio.to_thread(cross_site_token, url)
    if await asyncio.to_thread(upload, url, session, name, content, token) != KEPT:
        raise VisitError("the picture was not taken")
    state = WidgetState(id=uploader.id)
    state.file_uploader_state_value.CopyFrom(_given(session, name, len(content)))
    connection.set_widget(state)
    await connection.run(fragment=node.fragment)
    answer = connection.tree.component_data("live_answer")["answer"]
    if not connection.tree.component("picture_frames"):
        raise VisitError("no digit was found in the picture")
    return answer["digits"]


def _given(session: str, name: str, size: int) -> FileUploaderState:
    path = f"/_stcore/upload_file/{session}/{name}"
    urls = FileURLs(file_id=name, upload_url=path, delete_url=path)
    file = UploadedFileInfo(file_id=name, name="photo.png", size=size, file_urls=urls)
    return FileUploaderState(uploaded_file_info=[file])


async def all_bring(url: str, visitors: int, content: bytes) -> tuple[Times, set[str]]:
    """So many visitors, each with the picture at the same moment; times and what they are told."""
    # OpenCV is there with the first picture.
    first = await Visitor.come(url, 0)
    await bring_picture(first, url, content)
    await first.leave()
    everyone = await asyncio.gather(*(Visitor.come(url, 1 + n) for n in range(visitors)))
    times, answers = Times(), set()

    async def one(visitor: Visitor) -> None:
        started = time.perf_counter()
        answers.add(await bring_picture(visitor, url, content))
        times.seconds.append(time.perf_counter() - started)

    await asyncio.gather(*map(one, everyone))
    await asyncio.gather(*(visitor.leave() for visitor in everyone))
    return times, answers


def main() -> None:
    """Print the percentiles, the first one's time and the last one's."""
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
    content = (Path(os.environ["CASES"]) / PHOTO).read_bytes()
    with serving(ROOT / "app.py") as server:
        times, answers = asyncio.run(all_bring(server.url, visitors, content))
    print(
        f"{visitors} pictures at once: the first after {min(times.seconds):.2f} s, half of them "
        f"after {times.percentile(50):.2f} s, the last after {max(times.seconds):.2f} s; "
        f"read as {sorted(answers)}"
    )


if __name__ == "__main__":
    main()
