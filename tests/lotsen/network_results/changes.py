"""What makes results old."""

from lotsen import scope
from lotsen.extensions import db
from tests import factories
from tests.conftest import HERE


def change(**values: str) -> None:
    """An organisation more in the region."""
    with scope.of(HERE):
        factories.organisation("mso", **values)
        db.session.commit()
