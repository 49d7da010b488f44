"""Builds the static site from the pages, the core, the widget and Pyodide."""
