"""The network in the browser: the six questions that it must answer."""

import pytest

from tests.browser.journey_visitor import Visitor

pytestmark = pytest.mark.browser


def test_who_is_alone(karin: Visitor) -> None:
    """From the map's tile to the list of everybody without any tie, by name."""
    karin.go("/netzwerk")
    tile = karin.page.locator(".tiles li", has_text="Ohne jede Verbindung").inner_text()
    count = int("".join(letter for letter in tile if letter.isdigit()))
    karin.follow(karin.page.locator(".tiles a", has_text="Ohne jede Verbindung"))
    assert karin.page.get_by_text("hat im Netz keine einzige Verbindung").count() >= min(count, 1)
    karin.go("/netzwerk")
    karin.press("Wer ist allein?")
    assert karin.page.get_by_text("mit niemandem außerhalb Kontakt").count() > 0  # the gravest come first


def test_what_hangs_on_one_person(karin: Visitor) -> None:
    """The gaps of that kind are chosen from a list; each names language, need and place."""
    karin.go("/netzwerk/luecken?regel=L2_duenn")
    assert karin.page.get_by_text("an einer einzigen Person").count() > 0


def test_where_nobody_speaks_tigrinya_for_health(karin: Visitor) -> None:
    """Language, then need, then a list of all municipalities that says where nobody is."""
    karin.go("/netzwerk/angebot-und-bedarf")
    karin.press("Tigrinya")
    if not karin.page.get_by_role("link", name="Gesundheit").count():
        karin.choose(thema="gesundheit")
        karin.press("Filtern")
    else:
        karin.press(karin.page.get_by_role("link", name="Gesundheit").first.inner_text())
    rows = karin.page.locator("main tbody tr")
    assert rows.count() == 25
    assert rows.filter(has_text="niemand").count() > 0


def test_which_two_organisations_should_meet(karin: Visitor) -> None:
    """A pair, what they have in common, and the way to note that they met."""
    karin.go("/netzwerk/was-hilft")
    pair = karin.page.locator("main table", has_text="Gemeinsame Bekannte").locator("tbody tr").first
    assert len(pair.inner_text().split()) > 4
    karin.follow(pair.get_by_role("link", name="Zusammenarbeit eintragen"))
    assert karin.heading == "Zusammenarbeit eintragen"


def test_what_happens_when_the_fallmanager_of_buedingen_leaves(karin: Visitor) -> None:
    """Büdingen, its Fallmanager, one button: what lies on the desk, who stands in, which gaps open."""
    karin.go("/netzwerk?gemeinde=06440004")
    karin.follow(karin.page.locator("main tbody tr", has_text="WIR-Fallmanagement").get_by_role("link").first)
    karin.press("Was, wenn diese Person geht?")
    assert karin.sees("offene Anfragen liegen hier")
    assert karin.sees("Vorher und nachher")
    assert karin.sees("Lücken, die dann entstehen")


def test_whoever_leaves_is_found_by_task_and_place(karin: Visitor) -> None:
    """Words of the task and the place narrow the list, the first that fits is chosen; cleared, all are there again."""
    karin.go("/netzwerk/wenn-jemand-geht")
    options = karin.page.locator("#weg optgroup option")
    everybody = options.count()
    field = karin.page.get_by_label("Suchen nach Name, Aufgabe, Stelle oder Ort")
    field.fill("fallmanagement büdingen")
    assert options.count() == 1
    assert karin.page.inner_text("#weg-gefunden") == "Gefunden: 1"
    field.press("Enter")
    karin.page.wait_for_url("**weg=**")
    karin.inspect()
    assert karin.sees("Vorher und nachher")
    karin.go("/netzwerk/wenn-jemand-geht")
    for word in ("fallmanager büdingen", "Fallmanagerin Büdingen"):
        field.fill(word)
        assert options.count() == 1, "other forms of a long word find it as well"
    field.fill("niemand heißt so")
    assert options.count() == 0
    assert karin.page.input_value("#weg") == ""
    field.fill("")
    assert options.count() == everybody


QUESTIONS = {
    "Wer ist allein?": "mit niemandem außerhalb Kontakt",
    "Was hängt an einer Person?": "den Anschluss an das Netz",
    "Wo fehlt welche Sprache?": "Tigrinya",
    "Wer sollte sich kennenlernen?": "Gemeinsame Bekannte",
    "Was fehlt, wenn jemand geht?": "Wer geht?",
    "Was sind die nächsten Schritte?": "Die nächsten Schritte",
}


@pytest.mark.parametrize(("question", "answer"), QUESTIONS.items(), ids=QUESTIONS)
def test_each_question_is_two_clicks_from_the_start(karin: Visitor, question: str, answer: str) -> None:
    """Whoever does not know the way reads the question on the first page of the network."""
    karin.go("/")
    karin.press("Netzwerk", within="header nav")
    karin.press(question)
    assert karin.sees(answer)


def test_what_the_next_five_acts_should_be(karin: Visitor) -> None:
    """Five steps or fewer, each with what it closes; with a smaller budget not more of them."""
    karin.go("/netzwerk/was-hilft")
    steps = karin.page.locator(".plan-step").count()
    assert 1 <= steps <= 5
    assert karin.page.locator(".plan-step", has_text="Schließt").count() == steps
    karin.go("/netzwerk/was-hilft?budget=10")
    assert karin.page.locator(".plan-step").count() <= steps
