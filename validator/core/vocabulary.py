"""The names of the three values and of the other entries that accompany them in a text.

In OKX's languages, in settings files, in programs and in password managers.
"""

from __future__ import annotations

from typing import Final, Literal

from validator.core.findings import Field

Entry = Field | Literal["ip", "label", "permissions"]

#: The names of each entry, letters only: from OKX's help in its languages (reference, labels), from
#: programs and from password managers.
CALLED: Final[dict[Entry, str]] = {
    "api_key": """
        apikey apikeyid keyid accesskey apiaccesskey apiid apitoken okaccesskey apipublickey
        publickey clepublique публичныйключ открытыйключ апиключ ключапи
        apischlussel apischluessel cleapi clesapi clefapi clefdapi clavedeapi claveapi
        clavedelaapi chiaveapi kluczapi chavedeapi chavedaapi chaveapi apisleutel klicapi apiklic
        apinyckel apinøkkel apiключ ключapi maapi khoaapi kunciapi apikunci api密钥 api密鑰 api金鑰
        مفتاحapi apianahtari apianahtar apiキー apikî api키 llaveapi llavedeapi api公钥 api公鑰
    """,
    "secret_key": """
        cleprivee clefprivee приватныйключ закрытыйключ
        secretkey secret apisecret apisecretkey secretapikey secretaccesskey apikeysecret
        keysecret privatekey apiprivatekey geheimcode geheimschlussel geheimerschlussel
        geheimeschlussel geheimenschlussel secretdapi
        clesecrete cleapisecrete clavesecreta secreto clavesecretadeapi chiavesegreta
        valoresegreto segreto sekret tajnyklucz klucztajny sekretnyklucz kluczsekretny geheimnis
        apigeheimnis llavesecreta codigosecreto segredo chavesecreta chavesecretadeapi geheim
        geheimesleutel tajnyklic hemlignyckel hemligkod hemmelignøkkel секретнаяфраза
        секретныйключ секретныйключapi секрет секретнийключ таємнийключ bimat khoabimat mabimat
        kuncirahasia rahasia secretkey密钥 私钥 私鑰 秘钥 秘鑰 api秘钥 secret密钥 密钥secretkey
        رمزسري الرمزالسري المفتاحالسري gizli gizlianahtar シークレットキー シークレット
        apiシークレット apiシークレットキー 秘密鍵 시크릿키 시크릿 api시크릿 비밀키 api비밀키
    """,
    "passphrase": """
        passphrase apipassphrase passphrasekey apipass apipassword paraphrase okaccesspassphrase
        passphrasedapi phrasedepasse phrasesecrete frasesegreta frasedeacceso frasedecontrasena
        fraseclave frasedecontraseña parafrasi parafrase parafrasis hasłodostępu parafraza
        frasesenha frasesecreta frasedeseguranca frasedeacesso palavrapasse frasederecuperacao
        wachtwoordzin parolaifadesi guvenlikifadesi apisifresi frasediaccesso paroladordine
        cumtumatkhau фразапароль пассфраза пасфраза
        wachtzin parafraze losenfras parafras passordfrase passfrase парольнаяфраза парольнафраза
        кодоваяфраза кодовафраза kennphrase heslovafraze frazahasla cummatkhau matkhaupassphrase
        frasasandi parafrasa 密碼短語 密码短语 通行密碼 通行密码 api密码 api密碼
        密碼passphrase 密码passphrase passphrase密码 passphrase密碼 口令 api口令
        عبارةالمرور العبارةالسرية العبارةالتذكيرية parola passphraseparola парольpassphrase
        パスフレーズ 패스프레이즈
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
#: The names of a login, which may hold an API key in a password manager.
LOGIN_NAMES: Final = """
    username user login userid loginname benutzername benutzer utilisateur identifiant usuario
"""
#: Words that make a password a login's, unless the API key is that login's name.
LOGIN_WORDS: Final = frozenset(
    f"{LOGIN_NAMES} logins users website web app vault personal master account backup".split()
)
#: Ambiguous names, which decide only where the shape of the value does not.
VAGUE: Final[dict[Entry, str]] = {
    "api_key": f"""
        {LOGIN_NAMES}
        key schlussel cle clave llave chave chiave klucz sleutel klic nyckel ключ khoa
        kunci anahtar 密钥 密鑰 金鑰 مفتاح public api ak
    """,
    "secret_key": "sk sec credential codigo",
    "passphrase": """
        password pass pwd passwd pw phrase passwort kennwort motdepasse contrasena haslo
        senha wachtwoord heslo losenord passord пароль matkhau sandi katasandi 密码 密碼
        sifre 비번 كلمةالمرور パスワード 비밀번호 암호 pp
    """,
}

#: OKX's own words, which make a name OKX's regardless of its other words.
OKX: Final = frozenset({"okx", "okex", "okx5", "okxv5", "okexv5", "okcoin", "myokx", "okxus"})
#: Words of configuration, which name no service but may distinguish groups of values.
SETUP_WORDS: Final = """
    exchange exchanges freqtrade ccxt hummingbot octobot flicker demo prod production live real test
    testing tests testnet sandbox paper simulated main sub subaccount master primary secondary
    backup default account accounts acct auth env environment vite ex trading trade trader spot swap
    vault vaults futures margin bot bots profile profiles connector connectors tracker portfolio old
"""
#: Other exchanges, as a regular expression: their names above values, or before them.
EXCHANGES: Final = (
    r"binance|bybit|kucoin|bitget|kraken|coinbase|gate[. ]?io|mexc|htx|huobi|bitmex|bitfinex"
    r"|deribit|bingx|bitmart|bitstamp|bittrex|bitvavo|bitpanda|bitrue|bitflyer|bithumb|blofin|btcturk|btse"
    r"|cex\.io|coincheck|coindcx|coinex|crypto\.com|dydx|gemini|hyperliquid|indodax|lbank|luno"
    r"|phemex|pionex|poloniex|probit|tokocrypto|upbit|wazirx|weex|whitebit|woo ?x|xt\.com|apex"
    r"|币安|幣安|库币|庫幣|火币|火幣|бинанс|байбит|кукоин"
)
#: Common words of programs and sentences, which carry no information.
SMALL_WORDS: Final = """
    ok access api apis user users config configs configuration conf settings setting
    credentials credential creds key keys secret secrets option options params param data
    result items item entries entry fields field login logins list value values v rest ws
    http https header headers crypto cex read readonly only view viewer new current my your
    our the a an of for is this these here are below following hi hello hey hallo hola
    bonjour ciao ola привет class step std input services enter c e p s t es please paste type
    copy with and or in on no nr number first second export set setx let const var val variable
    public private static final local char auto string str self def name title text content note
    notes comment comments extra use using update dim assert shown only not one i chose choice
    choose made picked created voici mon ho creato 只读 只讀 自己设置的 自己设置
    memo remark password passphrase own full personal website web app
    code exact as overview section sections details keep safe save saved never
    share important chosen custom copied once it chars characters ist lautet sind est sono
    jest und et y og och ve mein meine meinen dein deine deiner ihr ihre der die das fur mon
    ma mes votre vos ton ta le la les l de du d mi tu su el del tus mis il mio mia tuo tua
    lo dell della o os meu minha seu sua do da moj moja twoj twoja mijn jouw uw het een min
    mitt din ditt мой моя твой ваш ваша мій cua toi ban saya anda 我的 你的 您的 请输入 請輸入 benim
    senin
"""
