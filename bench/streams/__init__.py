"""Measures events between processes: how soon they come, how a crowd resumes, and what several processes bring."""
