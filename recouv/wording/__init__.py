"""What users read: catalogues, amounts and dates as each language writes them, and the door from data to a screen."""
