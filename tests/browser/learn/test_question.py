"""The question of a Learn page by keyboard alone: the focus is never lost, whatever is answered."""

import re

import pytest
from playwright.sync_api import expect

ANSWERED = re.compile(r"Not quite: the answer is (.+)\.")

# What is wrong is an alert, what is right a status: both are read at once.
VERDICT = ".st-key-verdict :is([role=alert], [role=status])"


@pytest.mark.each_change
def test_after_an_answer_the_focus_is_on_the_verdict_and_leads_on_to_the_next_question(screen):
    screen.open("padding")
    page, press = screen.page, screen.page.keyboard.press
    question = page.locator(".st-key-question")
    field = question.get_by_role("textbox", name="Your answer")
    verdict = page.locator(VERDICT)

    field.focus()
    page.keyboard.type("seven")
    press("Enter")
    expect(question.get_by_role("alert")).to_contain_text("That is not such a shape")
    expect(field).to_be_focused()

    press("ControlOrMeta+A")
    page.keyboard.type("999 x 999")
    press("Enter")
    expect(verdict).to_contain_text(ANSWERED)
    expect(verdict).to_be_focused()
    screen.wait_until_whole()

    press("Tab")
    expect(question.get_by_role("button", name="A harder question")).to_be_focused()
    press("Enter")
    expect(question.get_by_role("heading", name="Question 2")).to_be_visible()
    expect(page.locator(".st-key-question_text")).to_be_focused()
    press("Tab")
    expect(question.get_by_role("link", name="shape")).to_be_focused()
    press("Tab")
    expect(field).to_be_focused()

    press("Tab")
    press("Tab")
    expect(question.get_by_role("button", name="Back to the first question")).to_be_focused()
    press("Enter")
    expect(question.get_by_role("heading", name="First question")).to_be_visible()
    expect(page.locator(".st-key-question_text")).to_be_focused()


def test_a_right_answer_marks_the_menu_and_the_focus_stays_on_the_verdict(screen):
    screen.open("padding")
    field = screen.page.get_by_role("textbox", name="Your answer")
    verdict = screen.page.locator(VERDICT)
    field.fill("999 x 999")
    field.press("Enter")
    expect(verdict).to_contain_text(ANSWERED)
    answer = ANSWERED.search(verdict.inner_text())[1]
    # Another visit, the same first question.
    screen.page.evaluate("sessionStorage.clear()")
    screen.open("padding")
    field.fill(answer)
    field.press("Enter")
    expect(verdict).to_contain_text(f"Right: {answer}.")
    # The mark in the menu needs the whole page to run again.
    expect(screen.page.get_by_text("1 of 9 lessons solved in this visit")).to_be_visible()
    screen.wait_until_whole()
    expect(verdict).to_be_focused()


def test_coming_back_to_an_answered_question_takes_no_focus(screen):
    screen.open("padding")
    field = screen.page.get_by_role("textbox", name="Your answer")
    field.fill("999 x 999")
    field.press("Enter")
    verdict = screen.page.locator(VERDICT)
    expect(verdict).to_be_focused()
    screen.go("Draw")
    screen.go("3 Borders and padding")
    expect(verdict).to_be_visible()
    expect(verdict).not_to_be_focused()
