"""Convoscope: draw a digit and look inside the convolutional network that reads it."""

import streamlit as st

from pages.parts.appearance import apply_styles, page_icon
from pages.parts.components.term_popover import term_popover
from pages.parts.design.address import leave_address
from pages.parts.design.train_tabs import forget_tab
from pages.parts.freed_memory import share_freed_memory
from pages.parts.lasting_objects import leave_out_lasting_objects
from pages.parts.learn.frame import glossary_page, learn_pages
from pages.parts.lessons import LESSONS, lesson_link
from pages.parts.logo import NAME, show_logo
from pages.parts.menu_page import menu_page
from pages.parts.quick_lines import quicken_lines
from pages.parts.runs.run_line import run_line
from pages.parts.runs.training_run import keep_control, tend_runs, visitors_job
from pages.parts.session.forged_states import leave_out_forged_states
from pages.parts.session.network_picker import network_picker
from pages.parts.session.theme import palette
from pages.parts.session.unread_uploads import bound_unread_uploads
from pages.parts.streamlit_internals import end_overtaken_runs, heed_every_wish
from pages.parts.visit.kept_visit import keep_visit, regain_visit
from pages.parts.visit.lost_network import lost_network

share_freed_memory()
leave_out_forged_states()
end_overtaken_runs()
heed_every_wish()
bound_unread_uploads()
quicken_lines()
# Before the pages are known: else the browser first asks a host afar for the page's own icon.
st.set_page_config(
    page_icon=page_icon(),
    layout="wide",
    menu_items={"about": f"{NAME}: look inside a convolutional network while it reads."},
)
pages = [
    menu_page(
        "pages/draw.py",
        title="Draw",
        icon=":material/draw:",
        default=True,
        help="Draw a digit, bring a picture or take an example, and see at once how it is read.",
    ),
    menu_page(
        "pages/feature_maps.py",
        title="Feature maps",
        icon=":material/grid_on:",
        help="What each layer makes of your digit, down to the single multiplication.",
    ),
    menu_page(
        "pages/filters.py",
        title="Filters",
        icon=":material/filter_center_focus:",
        help="What each filter has learned to look for, and where it finds it in your digit.",
    ),
    menu_page(
        "pages/explain.py",
        title="Explain",
        icon=":material/troubleshoot:",
        help="Why the network answers so: which pixels and parts speak for it, and which "
        "explanation to trust.",
    ),
    menu_page(
        "pages/experiment.py",
        title="Experiment",
        icon=":material/science:",
        help="Silence filters, edit them, change your digit until the answer changes, or teach the "
        "network your handwriting.",
    ),
    menu_page(
        "pages/train.py",
        title="Train",
        icon=":material/model_training:",
        help="Design and train a network of your own, and watch it learn.",
    ),
    menu_page(
        "pages/evaluate.py",
        title="Evaluate",
        icon=":material/fact_check:",
        help="How well a network reads thousands of test digits, and which ones it misreads.",
    ),
]
page = st.navigation({"": pages, "Learn": [*learn_pages(), glossary_page()]}, expanded=True)
st.set_page_config(page_title=f"{page.title} · {NAME}")
apply_styles(palette())
show_logo(palette())

with st.sidebar:
    regain_visit()
is_on_train = page.url_path == "train"
if not is_on_train:
    leave_address()
    forget_tab()
tend_runs(is_on_train)
with st.sidebar:
    run_line(None if is_on_train else visitors_job())
    network_picker()
    lost_network()
    keep_control()
    asked = term_popover({lesson.name: lesson_link(lesson) for lesson in LESSONS})
if asked:
    st.switch_page(f"pages/{asked}.py")

st.title(page.title, anchor=False)
page.run()
# Draw keeps all of it itself, with the drawing.
if page.url_path:
    with st.sidebar:
        keep_visit()
leave_out_lasting_objects()
