"""Turns the core, the widget and Pyodide into files of the static site."""
