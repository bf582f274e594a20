"""What axe, the checker of accessibility, finds on a page: WCAG 2.2 AA and its own advice."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(result => result.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""


def findings(page: Page) -> list[str]:
    """Every violation of the page as it is now, one line each: the rule and where."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(ASK, RULES)
    return found
