"""Every promise of the privacy page has a test."""

from __future__ import annotations

from typing import Final

from tests.docs.prose import names_of_tests, read

#: Sentence on the page -> the test that would fail if it were wrong.
_PROMISES: Final = {
    "your secret key never leaves your browser": "engines/test_traffic.py::test_a_whole_check",
    "leave it only when you select *Check my key*, or press <kbd>Enter</kbd> in a field": (
        "browser/test_sent.py::test_enter_in_a_field_sends_too"
    ),
    "Each site we ask receives the API key, the passphrase, a time and a signature.": (
        "browser/test_sent.py::test_other_sites_are_listed"
    ),
    "Each further OKX site that's asked costs one more request that checks your key.": (
        "browser/test_sent.py::test_other_sites_are_listed"
    ),
    "The page loads no fonts, images, scripts or analytics from other companies.": (
        "engines/test_traffic.py::test_a_page_asks_no_third_party"
    ),
    "Nothing is saved for a later visit.": "browser/test_canary.py::test_no_trace",
    "It never writes these values to a file or log.": (
        "commands/test_canary.py::test_help_center_leaks_nothing"
    ),
    "It sends one fixed request, and only to OKX's servers.": (
        "proxy/test_okx.py::test_redirects_are_not_followed"
    ),
    "Our server discards everything except:": (
        "proxy/test_accounts.py::test_an_answer_holds_nothing_that_okx_wrote"
    ),
    "It contains no part of your values, no user ID and no IP address.": (
        "core/test_report.py::test_report_depends_on_no_value"
    ),
    "```text\npython -m validator check\n```": (
        "commands/test_main.py::test_check_needs_python_alone"
    ),
}


def test_every_promise_has_a_test() -> None:
    """Each promise is on the page, and its test exists."""
    page = read("okx/privacy.md")
    problems = []
    for sentence, test in _PROMISES.items():
        path, _, name = test.partition("::")
        if sentence not in page or name not in names_of_tests(path):
            problems.append((sentence, test))

    assert problems == []
