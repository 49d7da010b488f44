"""All that JavaScript may call: JSON text in, JSON text out, no I/O and no clock."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from validator.core import report as reports
from validator.core import sent as requests
from validator.core.credentials import FIELDS
from validator.core.expiry import SENTENCES
from validator.core.facts import (
    CLOCK_NOTICE_SECONDS,
    METHOD,
    REQUEST_PATH,
    SITE_NAMES,
    SITES,
    SiteName,
)
from validator.core.findings import FINDINGS
from validator.core.inspection import Inspection
from validator.core.inspection import inspect as inspect_values
from validator.core.practice import is_practice
from validator.core.rehearsal import rehearse as rehearse_finding
from validator.core.reply import answer_from, parse_json
from validator.core.signing import epoch_ms, sign, timestamp
from validator.core.verdict import Outcome, Verdict, judge_code, judge_format
from validator.core.verdict import judge as judge_answer

if TYPE_CHECKING:
    from validator.core.findings import Field

_OUTCOMES: Final = get_args(Outcome)
_OKX_CODE: Final = re.compile(r"[0-9]{5}", re.ASCII)


def inspect(text: str) -> str:
    """Say what is found about the three values as they stand in the form.

    Takes `{api_key, secret_key, passphrase, undone?, chosen?}`, as `cleaned`, `prepare` and
    `report` do: the texts of the fields; `undone` holds, by field, the text whose repair the person
    took back (*Undo*), or around which the quotes are kept (*Keep*): `{"passphrase": "…"}`. It
    counts as long as the field holds that very text. `chosen` is the number, from 0, of the choice
    that the person made, null where none was.

    Returns `{fields, summary, findings, sendable, repairs, choices}`:
    `fields` are the values to put into the form where a text was taken apart, else null, and
    `summary` then says what was found, in a sentence.
    `findings` are one per field at most, then, with the field null, what a text claims of its key.
    `sendable` is "yes", "ask" (after the person confirmed the values of the fields that `prepare`
    names) or "no".
    `repairs` are `{field, before, after, is_done}`: what was taken off the text `before` (offer
    *Undo*: put `before` into `undone`), or, where `is_done` is false, what could be (offer
    *Remove*: put `after` into the field, and *Keep*: put `before` into `undone`).
    `choices` are `{label, last}` where a text holds several keys and none is chosen: a label, maybe
    empty, and the last characters of the API key. Once one is chosen, `fields` holds its values.
    """
    inspection = _inspect(json.loads(text))
    fields = inspection.fields
    return json.dumps(
        {
            "fields": None if fields is None else asdict(fields),
            "summary": inspection.summary,
            "findings": [asdict(found) for found in inspection.findings],
            "sendable": inspection.sendable,
            "repairs": [asdict(repair) for repair in inspection.repairs],
            "choices": [asdict(choice) for choice in inspection.choices],
        }
    )


def cleaned(text: str) -> str:
    """Return the three values as they would be sent, for the copy buttons and to be confirmed."""
    return json.dumps(asdict(_inspect(json.loads(text)).values))


def prepare(text: str) -> str:
    """Sign the one request.

    Takes `{site, api_key, secret_key, passphrase, undone?, chosen?, confirmed, clock}`.
    `confirmed` holds, for each field whose unusual value the person confirmed, that value as
    `cleaned` gives it: `{"api_key": "…"}`; `{}` where nothing was confirmed. A confirmation
    holds for that very value; what `inspect` calls "no" is not sent, whatever was confirmed.
    `clock` is `{sent_ms, received_ms, response}`: the device's time around the call of `/api/time`
    and what came back of it, or null to learn first whether there is anything to ask.

    Returns `{verdict, ask, request, clock_off_seconds}`: a verdict where nothing can be asked
    (its outcome is null where the values are the reason), else the body of the request to the
    proxy, in which there is no secret; and by how many seconds the device's clock is ahead, if
    that is worth telling. `ask` names the fields whose values are to be confirmed first, `[]`
    where none is; the findings of the verdict say what is unusual about each.
    """
    given = json.loads(text)
    inspection = _inspect(given)
    confirmed = given["confirmed"]
    if not inspection.may_send(confirmed):
        ask = inspection.unconfirmed(confirmed) if inspection.sendable == "ask" else ()
        return _prepared(judge_format(inspection.findings), ask=ask)
    clock = given["clock"]
    if clock is None:
        return _prepared(None)
    answered = _read_response(clock["response"])
    if isinstance(answered, str):
        return _prepared(judge_code(answered))
    try:
        server_ms = epoch_ms(str(answered.get("now")))
        sent_ms, received_ms = int(clock["sent_ms"]), int(clock["received_ms"])
        ahead_ms = (sent_ms + received_ms) // 2 - server_ms
        moment = timestamp(received_ms - ahead_ms)
    except (OverflowError, ValueError):
        return _prepared(judge_code("checker-unavailable"))
    off_seconds = round(ahead_ms / 1000)
    values = inspection.values
    request = {
        "site": _site(given["site"]),
        "api_key": values.api_key,
        "passphrase": values.passphrase,
        "timestamp": moment,
        "signature": sign(values.secret_key, moment, METHOD, REQUEST_PATH),
    }
    is_off = abs(off_seconds) >= CLOCK_NOTICE_SECONDS
    return _prepared(None, request, off_seconds if is_off else None)


def judge(text: str) -> str:
    """Say what the proxy's response means.

    Takes `{response, asked}`: `response` is `{status, body, online}`, `status` null where no
    response arrived; `asked` names the OKX sites that were asked with these values so far, the
    last of them in this request: an answer about any other is none.
    Returns `{outcome, headline, findings, other_sites, is_known, okx_code, expiry, expiry_text}`:
    where OKX does not know the key, `other_sites` are those still to try, if the person agrees, as
    `{name, login_host, api_host}`; null where there is nothing to look for. `is_known` tells
    whether the site knows the key; null where it did not say. `okx_code` is what
    OKX refused with, `expiry` is "never" or "when-idle", with its sentence; null if unknown.
    """
    given = json.loads(text)
    verdict = _judge_response(given["response"], given["asked"][-1:])
    if all(one.code != "key-not-found" for one in verdict.findings):
        has_said = any(
            FINDINGS[one.code].group in {"permission", "refused"} for one in verdict.findings
        )
        return json.dumps(_shown(verdict, is_known=has_said or None))
    others = [asdict(site) for name, site in SITES.items() if name not in given["asked"]]
    return json.dumps(_shown(verdict, others, is_known=False))


def rehearse(text: str) -> str:
    """Show a finding, or a practice account, without asking anybody.

    Takes `{name}`. Returns `{values, site, findings, verdict}`: made-up values to put into the
    form, what is found about their format, and the verdict as `judge` gives it;
    null where there is no such finding.
    """
    rehearsal = rehearse_finding(str(json.loads(text)["name"]))
    if rehearsal is None:
        return json.dumps(None)
    return json.dumps(
        {
            "values": asdict(rehearsal.pasted),
            "site": rehearsal.site,
            "findings": [asdict(one) for one in rehearsal.format_findings],
            "verdict": _shown(rehearsal.verdict),
        }
    )


def sent(text: str) -> str:
    """List what was sent, with every credential masked.

    Takes `{requests}`, each `{method, host, path, body, status, answer}`: `body` and `answer` are
    the texts that were sent and came back, `status` is null where no response arrived.
    Returns `{requests}`, each `{method, host, path, bytes, fields, okx, status}`: `fields` as
    `{name, shown}`, `okx` what our proxy asks, or may have asked, for it.
    """
    described = [
        requests.describe(
            one["method"],
            (one["host"], one["path"]),
            one["body"],
            one["status"],
            str(_members(one["answer"]).get("type")),
        )
        for one in json.loads(text)["requests"]
    ]
    return json.dumps({"requests": [asdict(one) for one in described]})


def report(text: str) -> str:
    """Write the report for support.

    Takes `{values, verdict, sites, page}`: the three values (of which only the findings about
    their format are used), the verdict as `judge` gives it, the names of the OKX sites, and
    `page` as `{help_url, version, user_agent, language, request_id, now_ms, clock_off_seconds}`.
    Returns `{text}`.
    """
    given = json.loads(text)
    inspection = _inspect(given["values"])
    verdict, page = given["verdict"], given["page"]
    outcome, okx_code = verdict["outcome"], verdict["okx_code"]
    checked = reports.Checked(
        outcome=outcome if outcome in _OUTCOMES else None,
        codes=tuple(str(one["code"]) for one in verdict["findings"]),
        okx_code=okx_code if _OKX_CODE.fullmatch(str(okx_code)) else None,
        format_findings=tuple(found for found in inspection.findings if found.field is not None),
        sites=tuple(map(_site, given["sites"])),
        request_id=None if page["request_id"] is None else str(page["request_id"]),
        now_ms=int(page["now_ms"]) - 1000 * int(page["clock_off_seconds"] or 0),
        is_practice=is_practice(str(given["values"]["api_key"])),
    )
    seen_from = reports.Page(
        help_url=str(page["help_url"]),
        version=str(page["version"]),
        user_agent=str(page["user_agent"]),
        language=str(page["language"]),
    )
    return json.dumps({"text": reports.compose(checked, seen_from)})


def _judge_response(response: dict[str, object], asked: list[str]) -> Verdict:
    answered = _read_response(response)
    if isinstance(answered, str):
        return judge_code(answered)
    try:
        answer = answer_from(answered)
    except ValueError:
        return judge_code("checker-unavailable")
    return judge_answer(answer) if answer.site in asked else judge_code("checker-unavailable")


def _read_response(response: dict[str, object]) -> dict[str, object] | str:
    """Return the JSON object of our proxy's response, or the code that says why there is none."""
    status = response["status"]
    if status is None:
        return "checker-unavailable" if response["online"] else "offline"
    body = _members(response["body"])
    if status == 200:
        return body
    if status == 429:
        return "checker-busy"
    is_off = status == 503 and str(body.get("type")).endswith("live-test-off")
    return "live-test-off" if is_off else "checker-unavailable"


def _members(text: object) -> dict[str, object]:
    """Return the members of a JSON object, none where the text is anything else."""
    try:
        parsed = parse_json(str(text))
    except ValueError:
        return {}
    return cast("dict[str, object]", parsed) if isinstance(parsed, dict) else {}


def _inspect(given: dict[str, Any]) -> Inspection:
    texts = [str(given[name]) for name in FIELDS]
    return inspect_values(*texts, undone=given.get("undone"), chosen=given.get("chosen"))


def _site(name: object) -> SiteName:
    if name not in SITE_NAMES:
        raise ValueError("no such site")
    return name


def _shown(
    verdict: Verdict,
    other_sites: list[dict[str, str]] | None = None,
    *,
    is_known: bool | None = None,
) -> dict[str, object]:
    return {
        "outcome": verdict.outcome,
        "headline": verdict.headline,
        "findings": [asdict(one) for one in verdict.findings],
        "other_sites": other_sites,
        "is_known": is_known,
        "okx_code": verdict.okx_code,
        "expiry": verdict.expiry,
        "expiry_text": None if verdict.expiry is None else SENTENCES[verdict.expiry],
    }


def _prepared(
    verdict: Verdict | None,
    request: dict[str, str] | None = None,
    clock_off_seconds: int | None = None,
    *,
    ask: tuple[Field, ...] = (),
) -> str:
    return json.dumps(
        {
            "verdict": None if verdict is None else _shown(verdict),
            "ask": ask,
            "request": request,
            "clock_off_seconds": clock_off_seconds,
        }
    )
