"""Invented newcomers of one region, each with the consent to be proposed."""

from datetime import timedelta

from lotsen.consents.models import Consent
from lotsen.demonstration.cast import NEED_WEIGHTS, Cast
from lotsen.extensions import db
from lotsen.newcomers.models import Newcomer


def add_newcomers(cast: Cast, count: int) -> None:
    """Newcomers, spread over the history; each with the day of the first request and its needs."""
    world, dice = cast.world, cast.world.dice
    for index in range(count):
        origin = world.origin()
        first, _, gender = world.person(origin, 0.5)
        place, day = world.place(), world.day(world.begins_on, world.today - timedelta(days=1))
        languages = [{"language": code, "level": 7} for code in world.spoken(origin)]
        german = dice.choices((0, 1, 2, 3), (3, 4, 2, 1))[0]
        if german:
            languages.append({"language": "deu", "level": german})
        children = {"0_2": 0, "3_5": dice.randint(0, 1), "6_9": dice.randint(0, 2)} if dice.random() < 0.35 else {}
        newcomer = Newcomer(
            id=world.new_id(),
            region_id=world.region_id,
            number=f"Z-{day.year}-{index + 1:04}",
            ags=place.ags,
            case_manager_id=dice.choice(cast.case_managers).id,
            alias=first,
            gender=gender,
            contact=f"+49160{dice.randint(10000000, 99999999)}",
            contact_hint="nachmittags",
            age_band=dice.choices(("18_26", "27_39", "40_59", "60_plus"), (3, 5, 3, 1))[0],
            household={"type": "familie" if children else "einzeln", "children": children},
            languages=languages,
            language={"ukr": "uk", "ara": "ar"}.get(str(languages[0]["language"]), "de"),
            created_at=world.instant(day),
            is_protected=dice.random() < 0.02,
        )
        db.session.add(newcomer)
        db.session.add(
            Consent(
                id=world.new_id(),
                region_id=world.region_id,
                newcomer_id=newcomer.id,
                purpose="matching",
                text_version="2026-01",
                language=newcomer.language,
                channel="written",
                given_at=world.instant(day),
            )
        )
        needs = dice.choices(list(NEED_WEIGHTS), list(NEED_WEIGHTS.values()), k=dice.randint(1, 3))
        cast.newcomers.append((newcomer, day, sorted(set(needs))))
