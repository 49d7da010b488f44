"""The pages in `docs/` say what the table of findings and the facts say, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from mkdocs.utils.meta import get_data

from validator.core.facts import (
    DEFAULT_SITE_URL,
    FLICKER_ADDRESSES,
    IDLE_DAYS,
    MAX_ADDRESSES_PER_KEY,
    MAX_KEYS,
    PASSPHRASE_MAX_LENGTH,
    PASSPHRASE_MIN_LENGTH,
    SITES,
    TIMESTAMP_TOLERANCE_SECONDS,
)
from validator.core.findings import FINDINGS, Definition, finding
from validator.core.report import Checked, compose
from validator.core.report import Page as ReportedPage
from validator.core.verdict import HEADLINES, Outcome

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGES: Final = tuple(sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")))
TROUBLESHOOTING: Final = "okx/troubleshooting.md"
#: The checker's place; what stands between is for readers of the plain Markdown.
MARKER: Final = "<!-- key-checker -->"
END_MARKER: Final = "<!-- /key-checker -->"
MARKED_PAGES: Final = ("okx/check-your-key.md", "okx/create-read-only-key.md")

LEAD_INS: Final = (
    "What you see",
    "Why it happens",
    "What to do",
    "How to know that it worked",
    "Ask for",
)

#: Hosts with OKX's name in them that are no host of OKX's sites, each with its reason.
OTHER_OKX_HOSTS: Final = {
    "okx.com": "the domain that all of OKX's sites end in",
    "okx.com.example": "an invented look-alike, below a domain that nobody can own",
    "okx-login.example": "an invented look-alike, below a domain that nobody can own",
}

#: Each limit that the pages state: how it is written there, and what the facts say.
LIMITS: Final = {
    "idle days": (r"\b(\d+)(?: idle)? days\b", (IDLE_DAYS,)),
    "keys of an account": (r"\b(\d+) keys\b", (MAX_KEYS,)),
    "addresses of a key": (r"\b(\d+) addresses\b", (MAX_ADDRESSES_PER_KEY,)),
    "length of a passphrase": (
        r"\b(\d+)(?: to |–|-)(\d+) characters\b",
        (PASSPHRASE_MIN_LENGTH, PASSPHRASE_MAX_LENGTH),
    ),
    "life of a signature": (r"\b(\d+) seconds\b", (TIMESTAMP_TOLERANCE_SECONDS,)),
}

#: A picture in Markdown, with its size, and its caption on the next line.
PICTURE: Final = re.compile(
    r"^!\[(?P<alt>[^\]]*)\]\((?P<file>[^)]+)\)"
    r"\{ width=\"(?P<width>\d+)\" height=\"(?P<height>\d+)\" loading=\"lazy\" \}\n(?P<caption>.*)$",
    re.MULTILINE,
)
CAPTION: Final = "*Illustration, not a screenshot; your screen may differ.*"
MIN_ALT_LENGTH: Final = 20
GUIDE: Final = "okx/create-read-only-key.md"
STEPS: Final = 9

_HEADING: Final = re.compile(r"^(#{1,6}) +(.*?)(?: +\{ *#([\w-]+) *\})?$")
_FENCE: Final = re.compile(r"^ *(```|~~~)")


@dataclass(frozen=True)
class Section:
    """A heading of a page and the text below it, up to the next heading."""

    level: int
    title: str
    anchor: str | None
    text: str


def read(page: str) -> str:
    """Return the Markdown of a page, front matter included."""
    return (DOCS / page).read_text(encoding="utf-8")


def sections(page: str) -> list[Section]:
    """Split a page at its headings; a `#` inside a code block is none."""
    found: list[Section] = []
    fenced = False
    for line in get_data(read(page))[0].splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(line)
        if heading:
            marks, title, anchor = heading.groups()
            found.append(Section(len(marks), title, anchor, ""))
        elif found:
            last = found[-1]
            found[-1] = Section(last.level, last.title, last.anchor, f"{last.text}{line}\n")
    return found


def section_of(row: Definition) -> Section:
    """Return the one section of a finding."""
    (found,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == row.code)
    return found


every_page = pytest.mark.parametrize("page", PAGES)
every_finding = pytest.mark.parametrize("row", FINDINGS.values(), ids=FINDINGS.keys())


@every_finding
def test_finding_has_its_section(row: Definition) -> None:
    """Exactly one section carries the finding's code as its id, and its heading is the title."""
    titles = [(s.level, s.title) for s in sections(TROUBLESHOOTING) if s.anchor == row.code]

    assert [(3, row.title)] == titles


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


@every_finding
def test_section_has_its_parts_in_order(row: Definition) -> None:
    """Each section has the same lead-ins in the same order, and text after each."""
    parts = re.split(r"^\*\*([^*]+):\*\*", section_of(row).text, flags=re.MULTILINE)

    assert tuple(parts[1::2]) == LEAD_INS
    assert all(part.strip() for part in parts[2::2])


@every_finding
def test_section_says_what_to_do_in_numbered_steps(row: Definition) -> None:
    """The steps are a numbered list that counts up from 1."""
    _, rest = section_of(row).text.split("**What to do:**")
    steps, _ = rest.split("**How to know that it worked:**")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", steps, flags=re.MULTILINE)]

    assert numbers
    assert list(range(1, len(numbers) + 1)) == numbers


@every_finding
def test_section_names_its_okx_codes(row: Definition) -> None:
    """What you see names each OKX code of the finding."""
    seen, _ = section_of(row).text.split("**Why it happens:**")

    assert set(row.okx_codes) <= set(re.findall(r"\b\d{5}\b", seen))


@every_finding
def test_start_of_troubleshooting_leads_from_okx_codes(row: Definition) -> None:
    """The list at the start leads from each OKX code to the finding's section."""
    (start,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == "find-my-problem")

    if row.okx_codes:
        assert f"- {', '.join(row.okx_codes)}: [{row.title}](#{row.code})\n" in start.text


@every_finding
def test_support_page_lists_the_finding(row: Definition) -> None:
    """The agents' list names the finding once, with its section, its code and its short link."""
    text = read("support.md")

    assert text.count(f"[{row.title}](okx/troubleshooting.md#{row.code})") == 1
    assert len(re.findall(rf"^ *`{row.code}` .*`/e/{row.code}`", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("outcome", [outcome for outcome in HEADLINES if outcome])
def test_support_page_quotes_the_headlines(outcome: Outcome) -> None:
    """The agents' table has a row for each outcome, with the headline that the customer sees."""
    assert f"\n| {HEADLINES[outcome]} | `{outcome}` | " in read("support.md")


def test_support_page_shows_a_true_report() -> None:
    """The example of a report is what the core writes, and each of its lines is explained."""
    checked = Checked(
        outcome="unusable",
        codes=("wrong-passphrase",),
        okx_code="50105",
        format_findings=(finding("passphrase-rules", "passphrase"),),
        sites=("global",),
        is_practice=False,
    )
    page = ReportedPage(
        help_url=DEFAULT_SITE_URL,
        version="7d1f0c2ab9e4",
        browser="Firefox 153",
        request_id="3f0e9d5c1b7a",
        now_ms=int(dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC).timestamp() * 1000),
    )
    report = compose(checked, page)
    (explained,) = (s.text for s in sections("support.md") if s.anchor == "read-a-report")
    lines = re.findall(r"^\| ([A-Z][^|]*) \|", explained, re.MULTILINE)

    assert f"```text\n{report}\n```" in explained
    labels = {label for line in lines for label in line.split(", ")}
    assert set(re.findall(r"^([A-Z][^:\n]*):", report, re.MULTILINE)) <= labels


@every_page
def test_addresses_are_flickers(page: str) -> None:
    """No page names an IPv4 address that is not Flicker's."""
    addresses = set(re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)", read(page)))

    assert addresses <= set(FLICKER_ADDRESSES)


@pytest.mark.parametrize("address", FLICKER_ADDRESSES)
def test_guide_shows_flickers_address_to_copy(address: str) -> None:
    """The guide has each of Flicker's addresses alone on a line of a code block."""
    assert re.search(
        rf"^ *```text\n *{re.escape(address)}\n *```$",
        read(GUIDE),
        flags=re.MULTILINE,
    )


@every_page
def test_hosts_of_okx_are_known(page: str) -> None:
    """Each host with OKX's name in it is one of OKX's sites, or an exception with a reason."""
    known = {host for site in SITES.values() for host in (site.login_host, site.api_host)}
    hosts = {host for host in re.findall(r"(?:[\w-]+\.)+[a-z]{2,}", read(page)) if "okx" in host}

    assert hosts <= known | OTHER_OKX_HOSTS.keys()


@pytest.mark.parametrize("host", [site.login_host for site in SITES.values()])
def test_guide_names_each_site(host: str) -> None:
    """The guide names each site where people log in to OKX."""
    assert f"`{host}`" in read(GUIDE)


def test_look_alikes_are_told_from_our_address() -> None:
    """The section on look-alikes has OKX's addresses to log in, and our own."""
    (found,) = (s.text for s in sections("okx/best-practices.md") if s.anchor == "look-alikes")
    hosts = {site.login_host for site in SITES.values()} | {urlsplit(DEFAULT_SITE_URL).netloc}

    assert {host for host in hosts if f"`{host}`" in found} == hosts


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_are_the_facts(limit: str) -> None:
    """A limit is stated somewhere, and wherever it is stated it is the one of the facts."""
    pattern, expected = LIMITS[limit]
    stated = {
        tuple(int(number) for number in match.groups())
        for page in PAGES
        for match in re.finditer(pattern, read(page))
    }

    assert {expected} == stated


@every_page
def test_page_has_title_and_description(page: str) -> None:
    """Each page begins with a title and a description, both of one line."""
    _, meta = get_data(read(page))

    for name in ("title", "description"):
        value = meta.get(name)
        assert isinstance(value, str)
        assert value
        assert "\n" not in value


@every_page
def test_page_has_one_main_heading(page: str) -> None:
    """Each page has exactly one heading of the first level, and it comes first."""
    levels = [section.level for section in sections(page)]

    assert levels[0] == 1
    assert levels.count(1) == 1


@every_page
def test_headings_have_ids(page: str) -> None:
    """Each heading of the second and third level has an id of its own, unique on its page."""
    anchors = [section.anchor for section in sections(page) if section.level in {2, 3}]

    assert None not in anchors
    assert len(set(anchors)) == len(anchors)


def steps_of_guide() -> dict[str, str]:
    """Return the guide's steps: the id of each, and its text with that of its subsections."""
    steps: dict[str, str] = {}
    current = None
    for section in sections(GUIDE):
        if section.level == 2:
            current = section.anchor if (section.anchor or "").startswith("step-") else None
        if current:
            steps[current] = steps.get(current, "") + section.text
    return steps


def test_steps_of_guide_are_numbered() -> None:
    """The guide's steps count up from 1, in their headings as in their ids."""
    headings = [s for s in sections(GUIDE) if s.level == 2 and (s.anchor or "").startswith("step-")]

    for number, heading in enumerate(headings, start=1):
        assert heading.title.startswith(f"{number}. ")
        assert (heading.anchor or "").startswith(f"step-{number}-")
    assert len(headings) == STEPS


@pytest.mark.parametrize("step", steps_of_guide())
def test_step_has_a_picture(step: str) -> None:
    """Each step of the guide has a picture, and its marks are numbers of the list above it."""
    text = steps_of_guide()[step]
    pictures = list(PICTURE.finditer(text))

    assert pictures
    for picture in pictures:
        above = re.split(r"\n(?=1\. )", text[: picture.start()])[-1]
        actions = set(re.findall(r"^(\d+)\. ", above, re.MULTILINE))
        svg = (DOCS / "okx" / picture["file"]).read_text(encoding="utf-8")
        marks = set(re.findall(r">(\d)</text>", svg))
        assert marks
        assert marks <= actions
        assert marks <= set(re.findall(r"\d", picture["alt"]))


@every_page
def test_pictures_are_described_and_labelled(page: str) -> None:
    """Each picture has a text alternative, its true size, and the caption that it is drawn."""
    text = read(page)
    pictures = list(PICTURE.finditer(text))

    assert text.count("![") == len(pictures)
    for picture in pictures:
        svg = ((DOCS / page).parent / picture["file"]).read_text(encoding="utf-8")
        assert len(picture["alt"]) >= MIN_ALT_LENGTH
        assert f'width="{picture["width"]}" height="{picture["height"]}"' in svg
        assert picture["caption"] == CAPTION


def test_every_picture_is_used() -> None:
    """No picture is published that no page shows."""
    shown = {Path(match["file"]).name for page in PAGES for match in PICTURE.finditer(read(page))}
    drawn = {path.name for path in (DOCS / "assets" / "pictures").glob("*.svg")}

    assert shown == drawn - {"template.svg"}


def test_guide_says_how_old_its_steps_are() -> None:
    """The guide's front matter has one date: of the last walk-through or comparison."""
    _, meta = get_data(read(GUIDE))
    dates = [meta[name] for name in ("steps_walked_through", "steps_compared") if name in meta]

    assert [dt.date] == [type(date) for date in dates]


def test_checker_stands_on_its_two_pages() -> None:
    """The place of the checker is marked once each on the guide and on the checker's page."""
    # The markers of generated tables are `table:` and a name.
    any_other = re.compile(r"^<!-- (?!/?table:).* -->$", re.MULTILINE)
    marked = {page: any_other.findall(read(page)) for page in PAGES}

    assert {page: [MARKER, END_MARKER] for page in MARKED_PAGES} == {
        page: markers for page, markers in marked.items() if markers
    }


@pytest.mark.parametrize("page", MARKED_PAGES)
def test_checker_stands_below_its_heading(page: str) -> None:
    """The section that holds the checker has the id by which other pages link to it."""
    (holder,) = (section for section in sections(page) if MARKER in section.text)

    assert holder.anchor == "check-your-key"
