"""Letters: templates and values into text, HTML and pages.  Nothing here reads a dossier or sends anything."""
