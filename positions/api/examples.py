"""Examples in the API's description, of an invented negotiation; a test holds each against its own schema."""

from typing import Any

STATEMENT = "5f0e2c1a-7d84-4b7e-9c53-0a3f6a1d2b44"
ARTICLE = "8a1c6b52-30f7-4d0e-8a55-6f1b8f0c9e21"
DECISION = {"id": 812, "verdict": "confirm", "note": "", "by": "nora", "at": "2031-03-05T08:12:00Z"}
POSITION = {
    "id": 4711, "issue": "harbour-dues", "stance": "supports", "value": 70, "firmness": "firm",
    "condition": "the port opens first", "act": "", "mode": "", "proposal": None, "origin": "person", "method": "",
    "confidence": None, "recorded_at": "2031-03-05T08:12:00Z", "judgement": DECISION,
}  # fmt: skip

EXAMPLES: dict[str, Any] = {
    "Party": {
        "slug": "zahira", "name": "Zahira", "kind": "state", "role": "negotiates", "group": "", "number": 1,
        "aliases": ["Republic of Zahira"],
    },
    "Capture": {
        "article": ARTICLE, "spans": [[19, 41]], "party": "zahira", "speaker_as_written": "Salma Haddun",
        "said_at": "2031-03-04",
    },
    "Coding": {
        "issue": "harbour-dues", "stance": "supports", "value": 70, "firmness": "firm",
        "condition": "the port opens first",
    },
    "Position": POSITION,
    "Verdict": {"verdict": "confirm", "note": "She said so on the record.", "seen": None},
    "LinkToEnter": {"earlier": STATEMENT, "later": "0d7f3b1e-52a4-4c0b-8f0e-9b8c7d6e5f41", "relation": "softens"},
    "ArticleToAdd": {
        "text": "Salma Haddun said: “We will pay the dues.” Nobody answered.", "title": "Talks go on",
        "outlet": "Northmark Gazette", "published_at": "2031-03-05",
    },
    "TokenWish": {"name": "weekly report", "scope": "read", "days": 30, "negotiation": None},
}  # fmt: skip


def add_examples(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Put each example on its schema; those of schemas that a description does not have are left out."""
    schemas = result["components"]["schemas"]
    for name, example in EXAMPLES.items():
        for found in (name, f"{name}Request"):
            if found in schemas:
                schemas[found]["example"] = example
    return result
