"""What people call the three values: in OKX's languages, in settings files and in programs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Entry = Literal["api_key", "secret_key", "passphrase", "ip", "label", "permissions"]

#: What each entry is called, in letters alone: as OKX's help names it in its languages (reference,
#: labels), as programs spell it, and as password managers do.
_CALLED: Final[dict[Entry, str]] = {
    "api_key": """
        apikey apikeyid accesskey apiaccesskey apiid apitoken okaccesskey apipublickey publickey
        apischlussel apischluessel cleapi clesapi clefapi clefdapi clavedeapi claveapi clavedelaapi
        chiaveapi kluczapi chavedeapi chavedaapi chaveapi apisleutel klicapi apiklic apinyckel
        apinøkkel apiключ ключapi maapi khoaapi kunciapi apikunci api密钥 api密鑰 api金鑰
        مفتاحapi apianahtari apianahtar apiキー apikî api키
    """,
    "secret_key": """
        secretkey secret apisecret apisecretkey secretapikey secretaccesskey apikeysecret keysecret
        privatekey apiprivatekey geheimcode geheimschlussel geheimerschlussel secretdapi clesecrete
        cleapisecrete clavesecreta secreto clavesecretadeapi chiavesegreta valoresegreto segreto
        sekret tajnyklucz sekretnyklucz kluczsekretny segredo chavesecreta chavesecretadeapi geheim
        geheimesleutel tajnyklic hemlignyckel hemligkod hemmelignøkkel
        секретнаяфраза секретныйключ секретныйключapi секрет секретнийключ bimat khoabimat mabimat
        kuncirahasia rahasia secretkey密钥 私钥 私鑰 秘钥 秘鑰 api秘钥 secret密钥 密钥secretkey
        رمزسري الرمزالسري المفتاحالسري gizli gizlianahtar シークレットキー シークレット
        apiシークレット apiシークレットキー 秘密鍵 시크릿키 시크릿 api시크릿 비밀키 api비밀키
    """,
    "passphrase": """
        passphrase apipassphrase passphrasekey apipass apipassword paraphrase okaccesspassphrase
        passphrasedapi phrasedepasse phrasesecrete frasedecontrasena fraseclave frasedecontraseña
        parafrasi parafrase parafrasis hasłodostępu parafraza frasesecreta
        frasedeseguranca frasedeacesso palavrapasse frasederecuperacao wachtwoordzin wachtzin
        parafraze losenfras parafras passordfrase passfrase парольнаяфраза парольнафраза
        cummatkhau matkhaupassphrase frasasandi parafrasa 密碼短語 密码短语 密碼passphrase
        密码passphrase passphrase密码 passphrase密碼 口令 api口令 عبارةالمرور العبارةالسرية
        العبارةالتذكيرية parola passphraseparola парольpassphrase パスフレーズ 패스프레이즈
    """,
    "ip": """
        ip ips ipaddress ipaddresses linkedip linkedips linkedipaddress linkedipaddresses
        ipallowlist ipwhitelist ipaddressallowlist ipaddresswhitelist linkedipwhitelist bindip
        boundip ipadresse ipadressen listedererlaubtenipadressen ipadressenallowlist
        adresseip adressesip
        direccionip direccionesip listablancadedireccionesip indirizzoip indirizziip
        listabiancadegliindirizziip adresip adresyip listadozwolonychadresowip enderecoip
        enderecosip listadepermissoesdeenderecosip listadepermissaodeenderecosip ipadres
        toelatingslijstipadressen toelatingslijstvooripadressen seznampovolenychipadres
        ipadresy tillstandslistaforipadresser
        ipvitlista ipadresser tillatelseslisteforipadresser ipадрес ipадреса белыйсписокipадресов
        списокразрешенныхipадресов білийсписокipадрес diachiip danhsachchophepdiachiip whitelistip
        alamatip allowlistalamatip daftarputihip ip地址 绑定ip ip地址白名单 ip地址白名單 綁定ip
        القائمةالبيضاءلعناوينip ipadresi
    """,
    "label": """
        apikeyname apiname keyname nameofthekey apikeylabel apilabel label apiname
        namedesapischlussels nombredelaapi nombredelaclavedeapi nomedellapi
        nomedellachiaveapi nazwaapi nazwakluczaapi
        nomedaapi nomedachavedeapi apinaam apisleutelnaam nazevapi nazevklicapi apinamn apinavn
        apinøkkelnavn названиеapi названиеapiключа назваapi назваapiключа tenapi tenmaapi namaapi
        namakunciapi 备注名 備註名 api密钥名称 api密鑰名稱 اسمapi اسممفتاحapi
    """,
    "permissions": """
        permission permissions perms perm apipermissions berechtigung berechtigungen autorisation
        autorisations permisos permiso autorizzazioni permessi uprawnienia permissao permissoes
        rechten machtigingen opravneni behorighet behorigheter tillatelser доступы разрешения права
        дозволи quyen quyenhan izin 权限 權限 api权限 api權限 الأذونات izinler
    """,
}
#: Names that say little: what has the shape of a key or of a secret key decides, else these.
_VAGUE: Final[dict[str, Entry]] = {
    **dict.fromkeys(
        (
            "key",
            "schlussel",
            "cle",
            "clave",
            "chave",
            "chiave",
            "klucz",
            "sleutel",
            "klic",
            "nyckel",
            "ключ",
            "khoa",
            "kunci",
            "anahtar",
            "密钥",
            "密鑰",
            "金鑰",
            "مفتاح",
            "public",
            "api",
            "ak",
        ),
        "api_key",
    ),
    "sk": "secret_key",
    **dict.fromkeys(
        (
            "username",
            "user",
            "login",
            "userid",
            "loginname",
            "benutzername",
            "benutzer",
            "utilisateur",
            "identifiant",
            "usuario",
        ),
        "api_key",
    ),
    **dict.fromkeys(
        (
            "password",
            "pass",
            "pwd",
            "passwd",
            "pw",
            "phrase",
            "passwort",
            "kennwort",
            "motdepasse",
            "contrasena",
            "haslo",
            "senha",
            "wachtwoord",
            "heslo",
            "losenord",
            "passord",
            "пароль",
            "matkhau",
            "sandi",
            "katasandi",
            "密码",
            "密碼",
            "sifre",
            "pin",
            "كلمةالمرور",
            "パスワード",
            "비밀번호",
            "암호",
            "pp",
        ),
        "passphrase",
    ),
}
VAGUE_USER: Final = frozenset({"username", "user", "login", "userid", "loginname"})

#: OKX's own words, which make a name OKX's whatever stands beside them.
_OKX: Final = frozenset({"okx", "okex", "okx5", "okxv5", "okexv5", "okcoin", "myokx", "okxus"})
#: Words of set-up, which name no service but may tell one group of values from another.
_SETUP_WORDS: Final = """
    exchange exchanges freqtrade ccxt hummingbot octobot flicker demo prod production live real test
    testing tests testnet sandbox paper simulated main sub subaccount master primary secondary
    backup default account accounts acct auth env environment trading trade trader spot swap
    futures margin bot bots profile profiles connector connectors tracker portfolio old
"""
#: Small words, of programs and of sentences, which tell nothing.
_SMALL_WORDS: Final = """
    ok access api apis user users config configs configuration conf settings setting credentials
    credential creds key keys secret secrets option options params param data result
    items item entries entry fields field login logins list value values v rest ws http https header
    headers crypto cex read readonly only view viewer new current my your our the a an of for is
    this here enter please paste type copy with and or in on no nr number first second export set
    setx let const var val public private static final string str self def name title text content
    note notes comment comments extra memo remark
    password passphrase own full personal website web app code exact as
    vault vaults extra overview section sections details keep safe save saved never share
    important chosen custom copied once
    ist lautet sind est sono jest und et y og och ve
    mein meine meinen dein deine deiner ihr ihre der die das fur mon ma mes votre vos ton ta le la
    les l de du d mi tu su el del tus mis il mio mia tuo tua lo dell della o os meu minha seu sua
    do da moj moja twoj twoja mijn jouw uw het een min mitt din ditt мой моя твой ваш ваша мій
    cua toi ban saya anda 我的 你的 您的 请输入 請輸入 benim senin
"""
#: In one word that begins small, or with the sign for a blank.
_AS_CODE: Final = re.compile(r"\A\W*(?:[a-z][A-Za-z]*\W*\Z|\w*_)")
_LONGEST_NAME: Final = 60
#: From how many different characters on `str.translate` is faster than one replacement each.
_MANY: Final = 20
#: A word, or what no name has between its words.
_WORD: Final = re.compile(
    r"([A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+)|\d+|[^\w\s./()*:'’\"“”`$-]"
)
#: What stands in a list of words where a name would end.
_BREAK: Final = " "


@dataclass(frozen=True, slots=True)
class Name:
    """A name that was read: what it names, and whose.

    `owner` are the words that tell one group of values from another, such as `okx` or `demo 2`.
    `is_vague` is a name such as `key` or `password`, `is_code` one as programs spell it.
    """

    entry: Entry
    owner: str
    is_vague: bool
    is_user: bool
    is_foreign: bool
    is_okx: bool
    is_code: bool


@lru_cache(maxsize=256)
def read_name(text: str) -> Name | None:
    """Return what a text names if it is a name of an entry and no more, else None."""
    if not 0 < len(text) <= _LONGEST_NAME:
        return None
    words = words_of(text)
    best = _entry_in(words)
    if best is None:
        return None
    start, end, entry, is_vague, name = best
    if name == "api" and any(word not in _OKX for word in (*words[:start], *words[end:])):
        return None
    around = tuple(word for word in (*words[:start], *words[end:]) if word != _BREAK)
    numbers = re.findall(r"\d+", text)
    return Name(
        entry,
        " ".join([*(word for word in around if word not in _SMALL), *numbers]),
        is_vague=is_vague,
        is_user=name in VAGUE_USER,
        is_foreign=is_foreign(around),
        is_okx=is_okx(around) or name.startswith("okaccess"),
        is_code=_AS_CODE.search(text) is not None,
    )


def holds_name(text: str) -> bool:
    """Whether a name of an entry stands anywhere in a text."""
    return _entry_in(words_of(text)) is not None


def forget() -> None:
    """Forget every text: what is pasted as a name may be a secret."""
    read_name.cache_clear()
    words_of.cache_clear()


def is_foreign(words: tuple[str, ...]) -> bool:
    """Whether words beside a name make it another service's."""
    return not is_okx(words) and any(word not in _HARMLESS for word in words)


def is_okx(words: tuple[str, ...]) -> bool:
    """Whether words name OKX."""
    return any(word in _OKX for word in words)


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name, in small letters without accents, cut as programs spell it.

    Where a name would end, a blank stands between two words.
    """
    words: list[str] = []
    for word in _WORD.findall(plain(text)):
        small = word.lower()
        if not small:
            words.append(_BREAK)
            continue
        # `OKXAPIKEY`: no case tells its words apart.
        for okx in ("okx", "okex"):
            if small.startswith(okx) and len(small) > len(okx) and small not in _OKX:
                words.append(okx)
                small = small.removeprefix(okx)
                break
        words.append(small)
    return tuple(words)


#: Letters that Unicode does not take for one with an accent.
_NO_ACCENT: Final = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d"}


def plain(text: str) -> str:
    """Return a text without accents and without what cannot be seen."""
    if text.isascii():
        return text
    plain_text = unicodedata.normalize("NFKD", text)
    for letter, instead in _NO_ACCENT.items():
        plain_text = plain_text.replace(letter, instead)
    return without(("Mn", "Cf"), plain_text)


def without(categories: tuple[str, ...], text: str) -> str:
    """Return a text without the characters of some categories of Unicode."""
    left_out = [sign for sign in set(text) if unicodedata.category(sign) in categories]
    if len(left_out) > _MANY:
        return text.translate(dict.fromkeys(map(ord, left_out)))
    for sign in left_out:
        text = text.replace(sign, "")
    return text


_SETUP: Final = frozenset(plain(_SETUP_WORDS).split())
_SMALL: Final = frozenset(plain(_SMALL_WORDS).split())
_HARMLESS: Final = _SETUP | _SMALL | {_BREAK}
_ONE_ENTRY: Final = {
    plain(name): entry for entry, names in _CALLED.items() for name in names.split()
}
_VAGUE_ENTRY: Final = {plain(name): entry for name, entry in _VAGUE.items()}

#: How every name begins: most words begin none.
_HEAD: Final = 3
_HEADS: Final = frozenset(name[:_HEAD] for name in (*_ONE_ENTRY, *_VAGUE_ENTRY)) | frozenset(
    name[:length] for name in (*_ONE_ENTRY, *_VAGUE_ENTRY) for length in range(1, _HEAD)
)


def _entry_in(words: tuple[str, ...]) -> tuple[int, int, Entry, bool, str] | None:
    best: tuple[int, int, Entry, bool, str] | None = None
    for start in range(len(words)):
        name = ""
        for end in range(start, min(len(words), start + 8)):
            if words[end] == _BREAK:
                break
            name += words[end]
            if name[:_HEAD] not in _HEADS:
                break
            entry = _ONE_ENTRY.get(name)
            is_vague = entry is None
            entry = entry or _VAGUE_ENTRY.get(name)
            if entry is None:
                continue
            # A clear name goes before a vague one, then a longer one, then the later one.
            if best is None or (not is_vague, len(name)) >= (not best[3], len(best[4])):
                best = (start, end + 1, entry, is_vague, name)
    return best
