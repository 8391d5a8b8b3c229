"""The feeds of one site in two languages are one source, as its home pages say."""

from __future__ import annotations

import pytest

from bot.domain.language import Language
from bot.feeding import following_store as followings
from bot.feeding.sources import Home, Sources, are_one_source
from tests.discord.feeding.delivered import followed
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

EN, ES = Language.EN, Language.ES


A, B, A_ES = "https://a.example/", "https://b.example/", "https://a.example/es/"


def home(url: str, *names: str) -> Home:
    return Home(url, frozenset((ES, one) for one in names))


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (home(A, B), home(B, A), True),
        (home(A, B), home(B), False),
        (home(A, A_ES), home(A_ES.rstrip("/")), True),
        (home(A), home(A_ES), False),
        (home(A, A), home(A), False),
    ],
)
def test_sites_of_two_hosts_have_to_name_each_other(one: Home, other: Home, wanted: bool) -> None:
    assert are_one_source(one, other) is wanted
    assert are_one_source(other, one) is wanted


@pytest.mark.parametrize("names_it", [True, False])
async def test_a_feed_joins_the_one_that_its_site_names(tertulia: Simulated, pages: Pages, names_it: bool):
    front, spanish = pages.url("/"), pages.url("/es/")
    link = f'<link rel="alternate" hreflang="es-419" href="{spanish}">' if names_it else ""
    pages.put("/", f'<html lang="en"><head><title>News</title>{link}</head><body>News</body></html>')
    pages.put("/es/", '<html lang="es"><head><title>Noticias</title></head><body>Noticias</body></html>')
    seed = tertulia.seed
    first = await followed(tertulia, seed.news, home=front, language=EN)
    second = await followed(
        tertulia, seed.noticias, url="https://riverside.example/es", home=spanish, language=ES
    )
    assert await tertulia.services[Sources].pair(second) is names_it
    one = await tertulia.database.read(followings.get, first)
    other = await tertulia.database.read(followings.get, second)
    assert one is not None
    assert other is not None
    assert (one.source == other.source == first) is names_it
