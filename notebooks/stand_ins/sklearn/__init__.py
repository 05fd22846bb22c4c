"""The one data set of scikit-learn that a notebook reads. For a page: its own wheel for Pyodide is in no registry."""
