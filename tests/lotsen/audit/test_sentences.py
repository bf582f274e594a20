"""What the record says in words."""

import ast
from pathlib import Path

from lotsen.audit import sentences

PRODUCT = Path(sentences.__file__).parent.parent


def _recorded() -> set[str]:
    """Every action that the product records or notes as a look, where the code names it."""
    calls = (node for file in PRODUCT.rglob("*.py") for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    named = [
        node for node in calls if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("record", "saw"))
    ]
    first = [call.args[0] for call in named if call.args]
    return {str(action.value) for action in first if isinstance(action, ast.Constant)}


def test_every_recorded_action_has_words(app: object) -> None:
    """Nobody who checks the record has to read code."""
    recorded = _recorded()
    assert len(recorded) > 50
    assert [action for action in sorted(recorded) if sentences.sentence(action) == action] == []


def test_an_unknown_action_shows_its_code(app: object) -> None:
    """The negative control: words are not made up."""
    assert sentences.sentence("nobody.knows") == "nobody.knows"
