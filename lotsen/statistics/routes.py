"""Statistics for coordination: a year at a time, as page and file, and the block for the Sachbericht."""

from flask import Blueprint, Response, make_response, render_template, request

from lotsen.audit import service as audit
from lotsen.errors import NotFound
from lotsen.exports.spreadsheet import write_csv, write_xlsx
from lotsen.statistics import chart, sachbericht, service, words

pages = Blueprint("statistics", __name__, url_prefix="/statistik")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/")
def page() -> str:
    """Waits, answers and tandems of a year, by language, need, municipality, month or kind of help."""
    years = service.years()
    found = service.of_year(_year(years), _view()) if years else None
    name = words.Names(_view())
    return render_template(
        "statistics/page.html",
        found=found, years=years, year=_year(years), view=_view(), name=name, words=words,
        chart=chart.bars(found.requests.rows, name) if found else None,
    )  # fmt: skip


@pages.get("/bericht")
def report() -> str:
    """The figures that the Sachbericht of the Landesprogramm asks for."""
    years = service.years()
    found = sachbericht.of_year(_year(years)) if years else None
    return render_template("statistics/report.html", found=found, years=years, year=_year(years))


@pages.get("/export/<name>")
def export(name: str) -> Response:
    """The page or the block for the Sachbericht as a file; the same numbers, nothing else."""
    what, _dot, ending = name.rpartition(".")
    years = service.years()
    if what not in {"statistik", "sachbericht"} or ending not in {"csv", "xlsx"} or not years:
        raise NotFound
    year = _year(years)
    if what == "sachbericht":
        head, rows = sachbericht.file_rows(sachbericht.of_year(year))
    else:
        found = service.of_year(year, _view())
        if found is None:
            raise NotFound
        head, rows = words.file_rows(found)
    audit.saw("statistics.export", "region", rows=len(rows))
    body = write_csv(head, rows) if ending == "csv" else write_xlsx(head, rows, sheet=str(year))
    answer = make_response(body)
    answer.mimetype = "text/csv" if ending == "csv" else XLSX
    answer.headers["Content-Disposition"] = f"attachment; filename={what}-{year}.{ending}"
    return answer


def _view() -> str:
    """By what the requests are told apart; an unknown word is the first view."""
    asked = request.args.get("sicht", "")
    return asked if asked in service.VIEWS else "sprache"


def _year(years: list[int]) -> int:
    """The year asked for, or the latest; other stretches of time do not exist, so that none can be subtracted."""
    asked = request.args.get("jahr", type=int)
    return asked if asked in years else years[0] if years else 0
