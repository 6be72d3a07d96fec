"""`recouv report NAME`: one report, one module, each printed as a table, CSV, Markdown or JSON."""
