"""The administrator tries a text, sets masking and rules, and decides on what they found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.shots import Shots

TEXT = "我的手机是13800138000，邮箱 li.na@example.com，住在北京市海淀区中关村大街27号。这里有一个坏词。"


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


def test_masking_and_rules(page: Page, person: Person, shots: Shots) -> None:
    mark = person.email[:6]
    policy, rules = f"policy {mark}", f"rules {mark}"
    page.goto("/settings/privacy")
    page.get_by_test_id("policy-add").click()
    form = page.get_by_test_id("policy-form")
    form.get_by_test_id("policy-name").fill(policy)
    form.get_by_test_id("policy-advanced").click()
    shots.everywhere(page, "privacy-policy")
    form.get_by_test_id("policy-form-save").click()
    expect(form).to_be_hidden()
    row = page.get_by_test_id("policy-row").filter(has_text=policy)
    expect(row).to_contain_text("all kinds of personal data")

    page.get_by_test_id("rules-add").click()
    form = page.get_by_test_id("rules-form")
    form.get_by_test_id("rules-name").fill(rules)
    form.get_by_test_id("rules-words").fill(f"坏词\n{mark}badword\n")
    form.get_by_test_id("rules-advanced").click()
    shots.everywhere(page, "privacy-rules")
    form.get_by_test_id("rules-form-save").click()
    expect(form).to_be_hidden()
    listed = page.get_by_test_id("rules-row").filter(has_text=rules)
    expect(listed).to_contain_text("2 words")

    page.get_by_test_id("privacy-text").fill(TEXT)
    page.get_by_test_id("privacy-try").click()
    expect(page.get_by_test_id("privacy-masked")).to_contain_text(
        "[PHONE_1]，邮箱 [EMAIL_1]，住在[ADDRESS_1]"
    )
    expect(page.get_by_test_id("privacy-tried")).to_contain_text(rules)

    words = f"see {mark}badword, ring 13800138000"
    person.post(
        "/api/invoke", {"task_type": "dialogue", "model_id": "builtin/assistant", "input": {"text": words}}
    )
    page.reload()
    found = page.get_by_test_id("finding-row").filter(has_text=rules).first
    expect(found).to_contain_text("[PHONE_1]")
    page.get_by_test_id("privacy-text").fill(TEXT)
    page.get_by_test_id("privacy-try").click()
    expect(page.get_by_test_id("privacy-masked")).to_be_visible()
    shots.everywhere(page, "privacy")
    found.get_by_test_id("finding-reveal").click()
    expect(found).to_contain_text("13800138000")
    found.get_by_test_id("finding-fine").click()
    expect(page.get_by_test_id("finding-row").filter(has_text="13800138000")).to_have_count(0)

    for one in (listed, row):
        one.get_by_role("button", name="Delete").click()
        page.get_by_test_id("confirm-delete").click()
        expect(one).to_have_count(0)
    state = person.get("/api/admin/privacy")
    assert policy not in {one["name"] for one in state["policies"]}
