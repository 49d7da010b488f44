"""The rules of the checker: standard library only, no clock, no network, no environment."""

from validator.core.block import Block as Block
from validator.core.block import split_block as split_block
from validator.core.credentials import Credentials as Credentials
from validator.core.findings import FINDINGS as FINDINGS
from validator.core.findings import Finding as Finding
from validator.core.inspection import Inspection as Inspection
from validator.core.inspection import check_format as check_format
from validator.core.inspection import inspect as inspect
from validator.core.reply import Answer as Answer
from validator.core.reply import read_reply as read_reply
from validator.core.signing import sign as sign
from validator.core.verdict import Verdict as Verdict
from validator.core.verdict import judge as judge
