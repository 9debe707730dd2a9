"""Statement to suggested links: candidates, the relation of a pair and its reasons, and the rows written."""
