"""What a support agent can send to a customer as it stands: one letter per finding.

Each says what is so and what to do, in two or three sentences;
where to read on is the link that the agent adds.
None asks for a value of the key, and none blames.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from validator.core.facts import FLICKER_ADDRESSES, IDLE_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)

#: By the code of the finding, in the order of the table.
LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # What is wrong with the pasted text itself.
        "wallet-secret": "What was pasted looks like a wallet's recovery phrase or private key. "
        "It was not sent, and it belongs in no form and in no message: "
        "whoever sees it can take everything. "
        "If it went anywhere else, please move your coins to a new wallet now.",
        "other-service": "What was pasted looks like a key of another exchange or service, "
        "and it was not sent. "
        "Please copy the API key and the secret key that you made in OKX.",
        "login-details": "What was pasted is for logging in, such as a code or an email address, "
        "and it was not sent. "
        "Please enter the values of your API key, with the passphrase that you made up for it. "
        "Please give a login code to nobody, us included.",
        "missing-field": "One of the three values is still missing, so the check could not start. "
        "Please paste the API key, the secret key and the passphrase, "
        "each into its own field, and check again.",
        "hidden-characters": "One of the values has characters in it that cannot be seen; "
        "chats, mails and documents sometimes add them. "
        "Please copy the value again straight from OKX and paste it into the field.",
        "fields-swapped": "One of the values seems to stand in the field of another. "
        "The API key is the one with four dashes, the secret key has 32 letters and digits, "
        "and the passphrase is the one you made up for this key. "
        "Please paste each into its own field and check again.",
        "repeated-value": "The same value stands in two fields. "
        "Please find out which field it belongs to, "
        "and copy the value for the other field again from OKX or your password manager.",
        "placeholder": "One of the fields holds stars, dots or a sample instead of your own value. "
        "Please open the key in OKX, reveal the full value there, copy it, "
        "and paste it into the field.",
        "look-alike-characters": "One character of the value only looks like the right one, "
        "such as a letter of another alphabet. "
        "The checker says which one it is. "
        "Please copy the value again straight from OKX, or type that character by hand.",
        "passphrase-not-sendable": "The passphrase has a character that cannot be sent to OKX, "
        "such as a letter with an accent or a long dash; the checker says which one. "
        "Please remove it or type the passphrase by hand. "
        "If your passphrase really has that character, please make a new key in OKX "
        "with a passphrase of plain letters, digits and signs.",
        "several-keys": "The text that you pasted holds more than one OKX key. "
        "Please choose in the checker the key that you want to use with Flicker.",
        "passphrase-wrapped": "The passphrase starts and ends with quotation marks or brackets. "
        "If they are not a part of it, please remove them; the checker has a button for that.",
        "repaired-value": "The checker took off what is not part of the value, "
        "such as a name or a comment, and says what it was. "
        "Please copy the cleaned value from the checker when you connect Flicker.",
        "edge-whitespace": "There were blanks or line ends around one of the values, "
        "and the checker took them off. "
        "Please copy the cleaned value from the checker when you connect Flicker.",
        "quoted-value": "There were quotation marks around one of the values, "
        "and the checker took them off. "
        "Please copy the cleaned value from the checker when you connect Flicker.",
        "api-key-shape": "The API key does not look as OKX's keys usually do. "
        "Please compare its beginning and its end with the key in OKX: "
        "usually it has 36 characters, with small letters, digits and four dashes. "
        "If it is the same, please go on, for OKX decides.",
        "secret-key-shape": "The secret key does not look as OKX's secret keys usually do. "
        "Please compare it with the one you saved: "
        "usually it has 32 characters, the digits and the capitals A to F. "
        "If it is the same, please go on, for OKX decides.",
        "passphrase-rules": "The passphrase does not meet the rules that OKX has today. "
        "Please compare it with the one you saved. "
        "If it is the same and the key is an older one, please go on, for it may still be right.",
        # What the key may do.
        "read-only": "Your key can only read, which is just what Flicker needs. "
        "You can connect it in Flicker, unless the result also says what to change first.",
        "can-trade": "Your key can trade, and Flicker does not need that. "
        "Please edit the key in OKX so that only Read is ticked. "
        "If another program of yours trades with this key, "
        "please leave it as it is and make a second key with Read alone for Flicker.",
        "can-withdraw": "Your key can withdraw money, so please do not use it for Flicker. "
        "Please delete this key in OKX now, and make a new one with Read alone. "
        "Please also look through your withdrawals in OKX, "
        "and write to OKX's support if you do not know one of them.",
        "unknown-permission": "OKX answered, but the checker could not tell from it "
        "what your key may do. "
        "Please open the key in OKX, make sure that only Read is ticked, and check again.",
        # How the key is bound.
        "ip-includes-flicker": "Your key accepts Flicker's address, as it should. "
        "You need not change anything about the address.",
        "ip-unrestricted": "Your key works from any address, which is no error. "
        "If you want it to work for Flicker alone, please edit the key in OKX "
        f"and enter {_FLICKER} as its linked address.",
        "ip-unknown": "The checker couldn't read which addresses your key accepts. "
        f"If Flicker can't connect, please open the key in OKX and make sure that {_FLICKER} "
        "is one of its linked addresses.",
        "ip-excludes-flicker": "Your key does not accept Flicker's address yet, "
        "so OKX would turn Flicker away. "
        f"Please edit the key in OKX, add {_FLICKER} to its linked addresses, and check again.",
        "expires-when-idle": "Your key can do more than read and is not linked to an address, "
        f"so OKX deletes it after {IDLE_DAYS} days without use. "
        "Please use a key with Read alone for Flicker: it does not expire.",
        "sub-account": "Your key belongs to a sub-account, so Flicker sees that sub-account alone. "
        "If Flicker should see your main account too, please log in to it in OKX, "
        "make a key there as well, and connect both.",
        # OKX refused.
        "key-not-found": "OKX does not know this API key on the site that was asked. "
        "OKX has several separate sites, so please look at the address where you log in to OKX, "
        "choose that site in the checker, and check again. "
        "If the key is not in your list there any more, please make a new one.",
        "wrong-passphrase": "OKX did not accept the passphrase. "
        "It is the one that you made up for this key, and not your OKX password. "
        "If you cannot find it, please make a new key, since OKX cannot show it again.",
        "wrong-secret": "The secret key does not seem to belong to this API key, "
        "or a part of it is missing. "
        "Please copy the secret key of this API key again and check once more. "
        "If you have no copy and OKX does not show it, please make a new key.",
        "ip-not-allowed": "Your key is linked to addresses, "
        "and OKX turned away the address that the check came from. "
        f"Please open the key in OKX and make sure that {_FLICKER} is among its linked addresses. "
        "If it is, your key may be right all the same, so please try it in Flicker.",
        "demo-key": "This key belongs to OKX's demo trading, which has play money only. "
        "Please leave demo trading in OKX and make a new key with Read alone in live trading.",
        "not-authorized": "OKX turned the key down without saying which of the values it means. "
        "Please copy all three values again from where you saved them, and check once more. "
        "If the answer stays the same, please make a new key.",
        "no-read-permission": "OKX says that your key may not do what was asked, "
        "most often because it lacks the permission Read. "
        "Please edit the key in OKX, tick Read and nothing else, "
        f"with OKX's code 50035 also enter {_FLICKER} as its linked address, and check again.",
        "account-restricted": "OKX answers that there is a limit on your OKX account, "
        "and we cannot lift it. "
        "Please log in to OKX and follow the messages there, "
        "or write to OKX's support and name the code.",
        "third-party-key": "OKX answers as it does for keys of another app, "
        "and such a key cannot be used for Flicker. "
        "Please make a new key in OKX with the purpose API trading and with Read alone.",
        # OKX could not answer.
        "clock-skew": "OKX found that the time of the request was off, "
        "which says nothing about your key. "
        "Please set the clock of your device to automatic and check again.",
        "incomplete-request": "Our request reached OKX incomplete. "
        "The fault is ours, and your key is not the cause. "
        "Please check once more, and send us the report if it happens again.",
        "region-blocked": "OKX does not serve the place that the check came from, "
        "which says nothing about your key. "
        "Please choose in the checker the OKX site where you log in, and check again.",
        "okx-busy": "OKX is busy or under maintenance at the moment, "
        "which says nothing about your key. "
        "Please wait a few minutes and check again.",
        "okx-rate-limit": "OKX asked us to slow down, which says nothing about your key. "
        "Please wait a minute and check again.",
        "okx-edge-block": "OKX turned our request away before it looked at your key, "
        "so this says nothing about the key. "
        "Please wait a few minutes and check again.",
        "okx-timeout": "OKX did not answer in time, which says nothing about your key. "
        "Please check again in a minute.",
        "unexpected-reply": "OKX answered something that the checker does not understand yet. "
        "Please leave your key as it is and check again later. "
        "If the answer stays the same, please send us the report.",
        # We could not ask.
        "offline": "Your device was offline, so the check could not be made. "
        "Please connect to the internet and check again.",
        "checker-busy": "Our checking service had too many requests at that moment, "
        "from you, from your network or from all, so OKX was not asked. "
        "Please wait a minute and press the button once; your key is not the cause.",
        "checker-unavailable": "Our checking service could not be reached, "
        "which says nothing about your key. "
        "Please try again in a few minutes.",
        "live-test-off": "The live test is switched off at the moment, so OKX was not asked. "
        "Please use what the checker found about the format, and check again later.",
        "runtime-unavailable": "The checker could not start in your browser; "
        "your key is not the cause. "
        "Please reload the page, or open it in another browser.",
    }
)
