"""Troubleshooting and the agents' page say what the table of findings says, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, get_args

from tests.docs.prose import Section, read, sections
from tests.tables import over
from validator.core.facts import DEFAULT_SITE_URL
from validator.core.findings import FINDINGS, WEBSOCKET_TWINS, Definition, finding
from validator.core.practice import REFUSALS
from validator.core.report import Checked, compose
from validator.core.report import Page as ReportedPage
from validator.core.verdict import Outcome

TROUBLESHOOTING: Final = "okx/troubleshooting.md"

#: What is folded below the steps.
CAUSES: Final = "<summary>Why?</summary>"
#: The last line of each group.
STILL_STUCK: Final = "**Still stuck?** "
#: From how many codes on a heading names the first of them alone.
MANY_CODES: Final = 7
MAX_WORDS: Final = 5500

every_finding: Final = over(FINDINGS.values(), lambda row: row.code)


def section_of(row: Definition) -> Section:
    """Return the one section of a finding."""
    (found,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == row.code)
    return found


def heading_of(row: Definition) -> str:
    """Return the heading of a finding's section: its title, and OKX's codes."""
    first, *others = row.okx_codes or ("",)
    if len(row.okx_codes) >= MANY_CODES:
        return f"{row.title} ({first} and {len(others)} more)"
    return f"{row.title} ({', '.join(row.okx_codes)})" if first else row.title


def test_findings_have_their_sections() -> None:
    """One section carries each finding's code as its id, and its title and codes as heading."""
    found = [
        (s.anchor, s.level, s.title) for s in sections(TROUBLESHOOTING) if s.anchor in FINDINGS
    ]

    assert found == [(row.code, 3, heading_of(row)) for row in FINDINGS.values()]


def test_page_is_short_enough() -> None:
    """The whole page has at most as many words as a reader in need may be given."""
    assert len(read(TROUBLESHOOTING).split()) <= MAX_WORDS


def test_sections_stand_in_the_tables_order() -> None:
    """The sections of the troubleshooting page are the findings, in order, and no others."""
    anchors = [s.anchor for s in sections(TROUBLESHOOTING) if s.level == 3]

    assert list(FINDINGS) == anchors


@every_finding
def test_section_stands_in_its_group(row: Definition) -> None:
    """A finding's section stands below the heading of the finding's group."""
    group = None
    for section in sections(TROUBLESHOOTING):
        if section.level == 2:
            group = section.anchor
        if section.anchor == row.code:
            break

    assert f"group-{row.group}" == group


def test_sections_start_with_what_to_do() -> None:
    """A section starts with numbered steps; why it happens is folded below, unless all is well."""
    problems = []
    for row in FINDINGS.values():
        text = section_of(row).text.strip()
        steps, _, rest = text.partition("\n\n")
        numbers = [line.partition(". ")[0] for line in steps.splitlines()]
        if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
            problems.append(f"{row.code}: steps")
        if row.severity != "ok" and rest.count(CAUSES) != 1:
            problems.append(f"{row.code}: causes")

    assert problems == []


def test_section_tells_many_codes_apart() -> None:
    """A section whose heading does not name all codes of OKX's names them in its text."""
    problems = [
        row.code
        for row in FINDINGS.values()
        if not set(row.okx_codes)
        <= set(re.findall(r"\b\d{5}\b", heading_of(row) + section_of(row).text))
    ]

    assert problems == []


def test_sections_say_what_okx_says() -> None:
    """Each section has the first sentence of OKX's message for each of its codes, and the twins."""
    problems = []
    for row in FINDINGS.values():
        text = " ".join(section_of(row).text.split())
        for okx_code in row.okx_codes:
            said = re.split(r"\. |[.({]", REFUSALS[okx_code][1])[0].strip()
            twins = [twin for twin, code in WEBSOCKET_TWINS.items() if code == okx_code]
            problems += [f"{row.code}: {wanted}" for wanted in (said, *twins) if wanted not in text]

    assert problems == []


def test_each_group_ends_with_a_way_to_reach_a_person() -> None:
    """Below the last section of a group stands where to turn if nothing helped."""
    groups = re.split(r"^## ", read(TROUBLESHOOTING), flags=re.MULTILINE)
    problems = [
        group.partition("\n")[0]
        for group in groups
        if "{#group-" in group.partition("\n")[0]
        and not group.strip().splitlines()[-1].startswith(STILL_STUCK)
    ]

    assert problems == []


@every_finding
def test_support_page_lists_the_finding(row: Definition) -> None:
    """The agents' list names the finding once, with its section, its code and its short link."""
    text = read("support.md")

    assert text.count(f"[{row.title}](okx/troubleshooting.md#{row.code})") == 1
    assert len(re.findall(rf"^ *`{row.code}` .*`/e/{row.code}`", text, re.MULTILINE)) == 1


@every_finding
def test_start_of_troubleshooting_leads_to_the_finding(row: Definition) -> None:
    """The start has a link to each finding's section, or to the group that it stands in."""
    (start,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == "find-my-problem")

    assert {row.code, f"group-{row.group}"} & set(re.findall(r"\(#([\w-]+)\)", start.text))


def test_support_page_explains_the_outcomes() -> None:
    """The agents' table has a row for each outcome."""
    page = read("support.md")
    names = [*(f"`{outcome}`" for outcome in get_args(Outcome)), "none"]

    assert [name for name in names if f"\n| {name} | " not in page] == []


def test_support_page_shows_a_true_report() -> None:
    """The example of a report is what the core writes, and each of its lines is explained."""
    checked = Checked(
        outcome="unusable",
        codes=("wrong-passphrase",),
        okx_code="50105",
        format_findings=(finding("passphrase-rules", "passphrase"),),
        sites=("global",),
        request_id="3f0e9d5c1b7a48d2",
        now_ms=int(dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC).timestamp() * 1000),
        is_practice=False,
    )
    page = ReportedPage(
        help_url=DEFAULT_SITE_URL,
        version="7d1f0c2ab9e43f60",
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
        language="en-US",
    )
    report = compose(checked, page)
    (explained,) = (s.text for s in sections("support.md") if s.anchor == "read-a-report")
    lines = re.findall(r"^\| ([A-Z][^|]*) \|", explained, re.MULTILINE)

    assert f"```text\n{report}\n```" in explained
    labels = {label for line in lines for label in line.split(", ")}
    assert set(re.findall(r"^([A-Z][^:\n]*):", report, re.MULTILINE)) <= labels
