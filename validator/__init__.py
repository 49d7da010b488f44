"""Flicker's OKX help center: the checker's rules, its page, its proxy and its build."""
