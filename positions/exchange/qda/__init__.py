"""Projects and codebooks of programs for qualitative data analysis, in REFI-QDA, out and in."""
