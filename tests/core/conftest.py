"""The profiles of Hypothesis."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The same examples in every run: a failure in CI is a failure at the desk.
settings.register_profile("core", derandomize=True, deadline=None, max_examples=150)
settings.register_profile(
    "pyodide",
    settings.get_profile("core"),
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],  # WebAssembly is several times slower
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "core"))
