"""Queries read: each page is one statement, through the viewer."""
