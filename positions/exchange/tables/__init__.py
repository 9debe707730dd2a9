"""The tables that an analyst knows, as CSV files and as an XLSX workbook, out and in."""
