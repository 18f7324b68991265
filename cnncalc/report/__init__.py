"""Presenters: an analysis as a table, JSON, CSV or Markdown. Only here are numbers rounded."""
