"""The functions that JavaScript may call: JSON text in, JSON text out, no I/O and no clock."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from validator.core import rehearsal
from validator.core.check import ALL, Check, Choice, Form, Request, Response
from validator.core.credentials import Credentials
from validator.core.facts import SITE_NAMES, SITES, SiteName, suggested_site
from validator.core.findings import FIELDS
from validator.core.inspection import Inspection
from validator.core.inspection import inspect as inspect_values
from validator.core.report import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.core.findings import Finding
    from validator.core.result import Result

#: The check in progress, if there is one, so that its values cross the border only once.
_running: list[Check] = []


def inspect(text: str) -> str:
    """Inspect the three values as they are in the form.

    Takes `{api_key?, secret_key?, passphrase?, undone?, chosen?}`: the texts of the fields;
    `undone` holds, by field, the text whose repair the user undid (*Undo*), or whose quotes the
    user kept (*Keep*). It counts as long as the field holds that very text.
    `chosen` is the number, from 0, of the user's choice; null if there was none.

    Returns `{fields, summary, findings, sendable, repairs, choices, swapped}`:
    `fields` are the values to put into the form if a text was taken apart, else null, and
    `summary` then says what was found, in a sentence.
    `findings` are one per field at most, then, with the field null, a text's claims about its key:
    only `can-withdraw` if that is one of them.
    `sendable` is "yes", "ask" (after the user confirmed) or "no".
    `repairs` are `{field, before, after, is_done}`: the text of a field, and its value after the
    repair (offer *Undo*: put `before` into `undone`). If `is_done` is false, it could be repaired
    (offer *Remove*: put `after` into the field, and *Keep*: put `before` into `undone`).
    `choices` are `{label, last}` if a text holds several keys and none is chosen: a label, maybe
    empty, and the last characters of the API key. Once one is chosen, `fields` holds its values.
    `swapped` are the values in their own fields, if two are in each other's (*Swap*); else null.
    """
    data = json.loads(text)
    texts = [str(data.get(name, "")) for name in FIELDS]
    inspection = inspect_values(*texts, undone=data.get("undone"), chosen=data.get("chosen"))
    return json.dumps(_inspected(inspection))


def begin(text: str) -> str:
    """Begin a check, and cancel the one in progress.

    Takes `{form, page, now_ms}`. `form` is what `inspect` takes, with
    `site` (where the user logs in, or "all"), `agreed?` (sites that the user agreed to afterward),
    `not_found?` (from the result before), `confirmed?` (by field, the values of `unconfirmed` that
    the user confirmed), `time_zone?` (the device's, by its IANA name) and
    `failed_before?` (whether the check before found no usable key).
    `page` is `{help_url, version, user_agent, language, api_host, api_path}`.

    Returns `{request, result}`, one of which is null. `request` is `{method, path, body, site,
    time_limit_ms}`. `result` is `{verdict, inspection, unconfirmed, values, key, sent, report,
    opens_report, clock_note, asked, site, not_found, other_sites}`: everything to show.
    """
    data = json.loads(text)
    form, page = data["form"], data["page"]
    _cancel()
    check = Check(
        Form(
            pasted=Credentials(*(str(form[name]) for name in FIELDS)),
            site=_choice(form["site"]),
            agreed=_sites(form.get("agreed", ())),
            not_found=_sites(form.get("not_found", ())),
            confirmed=form.get("confirmed", {}),
            undone=form.get("undone", {}),
            chosen=form.get("chosen"),
            suggested=suggested_site(str(form.get("time_zone"))),
            failed_before=bool(form.get("failed_before")),
        ),
        _page(page),
    )
    _running.append(check)
    return _stepped(check.begin(int(data["now_ms"])))


def resume(text: str) -> str:
    """Take the response to the last request, and return what `begin` returns.

    Takes `{status, body, sent_ms, received_ms, online, request_id}`: `status` is null if no
    response arrived, and the times are the device's. Takes null to cancel the check, and then
    returns neither a request nor a result.
    """
    data = json.loads(text)
    if data is None or not _running:
        _cancel()
        return json.dumps({"request": None, "result": None})
    response = Response(
        status=data["status"],
        body=str(data["body"]),
        sent_ms=int(data["sent_ms"]),
        received_ms=int(data["received_ms"]),
        online=bool(data["online"]),
        request_id=data["request_id"],
    )
    return _stepped(_running[0].resume(response))


def rehearse(text: str) -> str:
    """Show a finding, or a practice account, without asking OKX.

    Takes `{name, page, now_ms}`. Returns `{values, site, result}`: made-up values to put into the
    form, the site, and the result as `resume` gives it; null where there is no such finding.
    """
    data = json.loads(text)
    shown = rehearsal.rehearse(str(data["name"]), _page(data["page"]), int(data["now_ms"]))
    if shown is None:
        return json.dumps(None)
    result = _shown(shown.result)
    return json.dumps({"values": asdict(shown.pasted), "site": shown.site, "result": result})


def _cancel() -> None:
    for check in _running:
        check.cancel()
    _running.clear()


def _stepped(step: Request | Result) -> str:
    if isinstance(step, Request):
        return json.dumps({"request": asdict(step), "result": None})
    _running.clear()
    return json.dumps({"request": None, "result": _shown(step)})


def _shown(result: Result) -> dict[str, object]:
    values = asdict(result.inspection.values)
    return {
        "verdict": asdict(result.verdict),
        "inspection": _inspected(result.inspection),
        "unconfirmed": {name: values[name] for name in result.unconfirmed},
        "values": values,
        "key": result.key,
        "sent": [asdict(request) for request in result.sent],
        "report": result.report,
        "opens_report": result.opens_report,
        "clock_note": result.clock_note,
        "asked": _described(result.asked),
        "site": result.site,
        "not_found": result.not_found,
        "other_sites": _described(result.other_sites),
    }


def _inspected(inspection: Inspection) -> dict[str, object]:
    fields = inspection.fields
    return {
        "fields": None if fields is None else asdict(fields),
        "summary": inspection.summary,
        "findings": [asdict(finding) for finding in _consistent(inspection.findings)],
        "sendable": inspection.sendable,
        "repairs": [asdict(repair) for repair in inspection.repairs],
        "choices": [asdict(choice) for choice in inspection.choices],
        "swapped": None if inspection.swapped is None else asdict(inspection.swapped),
    }


def _consistent(findings: tuple[Finding, ...]) -> Iterable[Finding]:
    """Return findings without the claims whose advice contradicts deleting the key."""
    deletes = any(found.code == "can-withdraw" for found in findings)
    return (
        found
        for found in findings
        if found.field is not None or found.code == "can-withdraw" or not deletes
    )


def _described(sites: Iterable[SiteName]) -> list[dict[str, str]]:
    return [{**asdict(SITES[name]), "domain": SITES[name].domain} for name in sites]


def _page(members: dict[str, Any]) -> Page:
    return Page(**{name: str(value) for name, value in members.items()})


def _choice(name: object) -> Choice:
    if name == ALL:
        return ALL
    if name not in SITE_NAMES:
        raise ValueError("no such site")
    return name


def _sites(names: Iterable[object]) -> tuple[SiteName, ...]:
    return tuple(name for name in names if name in SITE_NAMES)
