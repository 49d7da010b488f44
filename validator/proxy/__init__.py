"""The thin proxy: one route that asks OKX what a key may do, for pages that cannot ask it."""

from validator.proxy.app import create_app as create_app
from validator.proxy.okx import OkxClient as OkxClient
from validator.proxy.settings import LIVE as LIVE
from validator.proxy.settings import UNGUARDED as UNGUARDED
from validator.proxy.settings import Settings as Settings
