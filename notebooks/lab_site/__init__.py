"""Builds the course as a web site: JupyterLab with Python and Graphviz in the browser, no server and no other machine.

Python is Pyodide, JupyterLab is JupyterLite's, Graphviz is compiled to WebAssembly. All of it comes from PyPI and npm,
by their own clients, and only while the site is built.
"""
