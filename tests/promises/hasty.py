"""The negative control of C1: the product, but it confirms organisations before they are written."""

import threading
import time
from typing import Any

from flask import copy_current_request_context, redirect
from werkzeug.wrappers import Response

from lotsen import create_app, scope
from lotsen.database import begin_to_write

app = create_app()
honest = app.view_functions["organisations.new"]


def new() -> Any:
    """Say that it is saved, then save it."""
    from flask import request

    if request.method != "POST":
        return honest()
    region = scope.region_id()

    @copy_current_request_context
    def later() -> None:
        time.sleep(0.3)
        with scope.of(region):
            begin_to_write()
            honest()

    threading.Thread(target=later, daemon=True).start()
    answer: Response = redirect("/stellen")
    return answer


app.view_functions["organisations.new"] = new
