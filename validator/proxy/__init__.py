"""The thin proxy: asks OKX what a key may do, for pages that cannot call OKX themselves."""

from validator.proxy.app import create_app as create_app
from validator.proxy.okx import OkxClient as OkxClient
from validator.proxy.settings import LIVE as LIVE
from validator.proxy.settings import UNGUARDED as UNGUARDED
from validator.proxy.settings import Settings as Settings
