"""The tables of a DNA 3 database and the rows a new one begins with: the file format, so that DNA opens what we write.

Names, order, constraints and defaults are DNA's; a table here reads in SQLite as DNA itself declares it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

LONGEST = 190  # characters: `LENGTH(…) < 191` on every name, so that a MySQL database of DNA can index it
PASSWORD = "dna"  # of every coder that a file does not bring itself; the documentation says so

# What DNA keeps the values of a statement's variables in, by the variable's type.
VALUES = {
    "boolean": "DATABOOLEAN",
    "integer": "DATAINTEGER",
    "short text": "DATASHORTTEXT",
    "long text": "DATALONGTEXT",
}
# Tables of one row per setting, coder or variable: a few dozen rows, carried whole.
SMALL = (
    "SETTINGS", "CODERS", "STATEMENTTYPES", "VARIABLES", "VARIABLELINKS", "REGEXES", "CODERRELATIONS",
    "ATTRIBUTEVARIABLES",
)  # fmt: skip


def _number(name: str, *, low: int = 0, high: int = 1, default: int = 1) -> str:
    return f"{name} INTEGER NOT NULL CHECK ({name} BETWEEN {low} AND {high}) DEFAULT {default}"


def _short(name: str, default: str = "") -> str:
    return f"{name} TEXT NOT NULL {default}CHECK (LENGTH({name}) < {LONGEST + 1})"


def _belongs(name: str, table: str) -> str:
    return f"FOREIGN KEY({name}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _relation(name: str) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT 1 CHECK({name} BETWEEN 0 AND 1)"


def _value(column: str, *more: str) -> tuple[str, ...]:
    links = (_belongs("StatementId", "STATEMENTS"), _belongs("VariableId", "VARIABLES"))
    once = "UNIQUE (StatementId, VariableId)"
    return (ROW_ID, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", column, *links, *more, once)


ID = "ID INTEGER NOT NULL PRIMARY KEY"
ROW_ID = "ID INTEGER PRIMARY KEY NOT NULL"
EMPTY = "DEFAULT '' "
KNOWN_KIND = " OR ".join(f"DataType = '{kind}'" for kind in sorted(VALUES))
COLOUR = tuple(
    f"{name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue")
)
PERMISSIONS = (
    "PermissionAddDocuments", "PermissionEditDocuments", "PermissionDeleteDocuments", "PermissionImportDocuments",
    "PermissionAddStatements", "PermissionEditStatements", "PermissionDeleteStatements", "PermissionEditAttributes",
    "PermissionEditRegex", "PermissionEditStatementTypes", "PermissionEditCoders", "PermissionEditCoderRelations",
    "PermissionViewOthersDocuments", "PermissionEditOthersDocuments", "PermissionViewOthersStatements",
    "PermissionEditOthersStatements",
)  # fmt: skip
TABLES: dict[str, tuple[str, ...]] = {
    "SETTINGS": ("Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    "CODERS": (
        ID,
        _short("Name"),
        *COLOUR,
        _number("Refresh", high=9999, default=0),
        _number("FontSize", low=1, high=99, default=14),
        _short("Password"),
        "PopupWidth INTEGER CHECK (PopupWidth BETWEEN 100 AND 9999) DEFAULT 300",
        _number("ColorByCoder", default=0),
        _number("PopupDecoration", default=0),
        _number("PopupAutoComplete"),
        *map(_number, PERMISSIONS),
    ),
    "DOCUMENTS": (
        ID,
        _short("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        _short("Author", EMPTY),
        _short("Source", EMPTY),
        _short("Section", EMPTY),
        "Notes TEXT NOT NULL DEFAULT ''",
        _short("Type", EMPTY),
        "Date INTEGER NOT NULL",
        _belongs("Coder", "CODERS"),
    ),
    "STATEMENTTYPES": (ID, _short("Label"), *COLOUR),
    "VARIABLES": (
        ID,
        _short("Variable"),
        f"DataType TEXT NOT NULL CHECK ({KNOWN_KIND}) DEFAULT 'short text'",
        "StatementTypeId INTEGER",
        _belongs("StatementTypeId", "STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ),
    "VARIABLELINKS": (
        ID,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _belongs("SourceVariableId", "VARIABLES"),
        _belongs("TargetVariableId", "VARIABLES"),
    ),
    "REGEXES": (f"Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < {LONGEST + 1})", *COLOUR),
    "CODERRELATIONS": (
        ID,
        "Coder INTEGER CHECK(Coder > 0)",
        "OtherCoder INTEGER CHECK(OtherCoder > 0)",
        *map(_relation, ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        "CHECK (Coder != OtherCoder)",
        _belongs("Coder", "CODERS"),
        _belongs("OtherCoder", "CODERS"),
    ),
    "STATEMENTS": (
        ID,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        "Start INTEGER NOT NULL CHECK(Start >= 0)",
        "Stop INTEGER NOT NULL CHECK(Stop >= 0)",
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        _belongs("StatementTypeId", "STATEMENTTYPES"),
        _belongs("Coder", "CODERS"),
        _belongs("DocumentId", "DOCUMENTS"),
    ),
    "DATABOOLEAN": _value("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _value("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": (
        ROW_ID,
        "VariableId INTEGER NOT NULL",
        _short("Value", EMPTY),
        *(f"{name} INTEGER CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue")),
        "ChildOf INTEGER CHECK(ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        _belongs("ChildOf", "ENTITIES"),
        _belongs("VariableId", "VARIABLES"),
    ),
    "DATASHORTTEXT": _value("Entity INTEGER NOT NULL", _belongs("Entity", "ENTITIES")),
    "DATALONGTEXT": _value("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": (
        ROW_ID,
        "VariableId INTEGER NOT NULL",
        _short("AttributeVariable"),
        "UNIQUE(VariableId, AttributeVariable)",
        _belongs("VariableId", "VARIABLES"),
    ),
    "ATTRIBUTEVALUES": (
        ROW_ID,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _short("AttributeValue", EMPTY),
        "UNIQUE (EntityId, AttributeVariableId)",
        _belongs("EntityId", "ENTITIES"),
        _belongs("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ),
}
COLUMNS = {
    table: tuple(
        part.split()[0] for part in parts if not part.startswith(("FOREIGN KEY", "CHECK", "UNIQUE"))
    )
    for table, parts in TABLES.items()
}  # fmt: skip
ATTRIBUTES = ("Type", "Alias", "Notes")


def declaration(table: str) -> str:
    """Return the SQL that makes a table."""
    return f"CREATE TABLE {table}({', '.join(TABLES[table])})"


def hashed(password: str, salt: bytes) -> str:
    """Return a password as DNA keeps it: a salt of 16 bytes and SHA-256 of both, 100,000 times over, in Base64."""
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()


def new_rows(password: str) -> dict[str, list[Mapping[str, object]]]:
    """Return what the small tables of a new database hold: one coder, and the three types of statement of DNA."""
    types = {"DNA Statement": (239, 208, 51), "NPF Story Element": (100, 200, 190), "Annotation": (211, 211, 211)}
    variables = (
        ("person", 1), ("organization", 1), ("concept", 1), ("agreement", 1), ("narrator", 2), ("victim", 2),
        ("villain", 2), ("plot", 2), ("hero", 2), ("policy solution", 2), ("note", 3),
    )  # fmt: skip
    kinds = {"agreement": "boolean", "note": "long text"}
    return {
        # The release whose tables these are.
        "SETTINGS": [{"Property": "version", "Value": "3.0.7"}, {"Property": "date", "Value": "2022-06-10"}],
        "CODERS": [
            {"ID": 1, "Name": "Admin", "Red": 255, "Green": 255, "Blue": 0, "Password": password},
        ],
        "STATEMENTTYPES": [
            {"ID": place, "Label": label, "Red": colour[0], "Green": colour[1], "Blue": colour[2]}
            for place, (label, colour) in enumerate(types.items(), 1)
        ],
        "VARIABLES": [
            {"ID": place, "Variable": name, "DataType": kinds.get(name, "short text"), "StatementTypeId": of}
            for place, (name, of) in enumerate(variables, 1)
        ],
        "ATTRIBUTEVARIABLES": [
            {"ID": place, "VariableId": of, "AttributeVariable": name}
            for place, (name, of) in enumerate(((name, of) for name in ATTRIBUTES for of in (1, 2, 3)), 1)
        ],
    }  # fmt: skip
