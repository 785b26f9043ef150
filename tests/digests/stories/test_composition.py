from datetime import timedelta
from itertools import permutations

import pytest

from digests.article import Image, Publisher
from digests.stories.composition import compose
from digests.stories.subject import on_subject
from digests.stories.summary import summarise
from tests.builders import NOW, article


def test_the_title_is_the_one_nearest_to_all():
    odd = article("You won't believe this mine story")
    middle = article("Eleven rescued from Karrabin mine story")
    other = article("Karrabin mine: eleven men alive after flood")
    told = compose("s", [odd, middle, other], {})
    assert (told.title, told.url) == (middle.title, middle.url)


def test_what_every_title_of_a_subject_says_makes_none_the_nearest():
    percept = [
        article(f"{who} Azure Percept {what}", url=f"https://news.example.com/{n}")
        for n, (who, what) in enumerate(
            [("Microsoft launches", "for the edge"), ("Microsoft unveils", "cameras"), ("Meet", "")]
        )
    ]
    broad = article("Microsoft Azure machine learning launches at Microsoft Ignite, says Microsoft")
    assert "Percept" in compose("s", [broad, *percept], {}).title


def test_reprints_have_no_say_in_the_title_and_are_marked():
    original = article("Karrabin miners rescued alive")
    copies = [article("Miners saved", url=f"https://copy{n}.example.com/") for n in range(3)]
    told = compose("s", [original, *copies], {c.id: original.id for c in copies})
    assert told.title == original.title
    assert {t.article for t in told.tellings if t.reprint_of} == {c.id for c in copies}


def test_tellings_are_in_order_of_time_and_dates_are_the_earliest():
    late = article(published=NOW - timedelta(hours=1), first_seen=NOW)
    early = article(published=NOW - timedelta(hours=5), first_seen=NOW - timedelta(minutes=5))
    undated = article(first_seen=NOW - timedelta(hours=3))
    told = compose("s", [late, undated, early], {})
    assert told.articles == (early.id, undated.id, late.id)
    assert told.published == early.published
    assert (told.first_seen, told.updated) == (undated.first_seen, NOW)


def test_a_story_of_undated_articles_is_undated():
    assert compose("s", [article()], {}).published is None


def test_the_best_real_picture_is_shown_never_a_logo():
    logo = Image(url="https://cdn.example.com/site-logo.png", width=2000, height=2000)
    dot = Image(url="https://cdn.example.com/p.gif", width=1, height=1)
    small = Image(url="https://cdn.example.com/a.jpg", width=300, height=200)
    large = Image(url="https://cdn.example.com/b.jpg", width=1200, height=800)
    articles = [article(images=(logo, dot, small)), article(images=(large,))]
    assert compose("s", articles, {}).image == large
    assert compose("s", [article(images=(logo, dot))], {}).image is None


def test_quality_and_heat_are_the_best_and_language_the_commonest():
    articles = [
        article(quality=10, heat=3, language="de"),
        article(quality=40, language="en"),
        article(language="en"),
    ]
    told = compose("s", articles, {})
    assert (told.quality, told.heat, told.language) == (40, 3, "en")


def test_a_stub_gives_neither_title_nor_summary_where_there_is_an_article():
    stub = article("Miners", stub=True, excerpt="A stub says little about it.")
    full = article("Karrabin miners rescued", text="Eleven miners are alive. They waited two days.")
    told = compose("s", [stub, full], {})
    assert told.title == full.title
    assert {s.article for s in told.summary} == {full.id}


def test_one_article_among_many_stubs_does_not_speak_for_them():
    stubs = [
        article(f"Percept launched {n}", excerpt=f"Percept is a camera {n}.", stub=True)
        for n in "abcdef"
    ]
    besides = article("Ignite announcements", text="Custom views are available in March.")
    told = compose("s", [*stubs, besides], {})
    assert "Percept" in told.title
    assert besides.id in told.articles


PURE = article(
    "Pure Storage brings its block storage to Microsoft Azure",
    text="Pure Storage made its block store available on the Microsoft Azure marketplace.",
)
PURE_TOO = article(
    "Pure Storage extends block storage to Microsoft Azure",
    text="The software of Pure Storage for managing block storage also runs on Amazon's cloud.",
)
DATADOBI = article(
    "Datadobi adds file data protection for Microsoft Azure storage",
    text="Datadobi, which makes data management software, supports Microsoft Azure storage.",
)


def test_who_only_shares_the_subject_has_no_say_in_the_summary():
    told = compose("s", [DATADOBI, PURE, PURE_TOO], {})
    assert told.title == PURE.title
    assert {s.article for s in told.summary} == {PURE.id, PURE_TOO.id}
    assert DATADOBI.id in told.articles


def test_of_two_that_only_share_a_subject_the_title_s_is_heard():
    adds = article(
        "RapidAPI adds Azure to its marketplace", text="RapidAPI now sells Azure's services."
    )
    sepio = article(
        "SepioPrime now in the Azure marketplace", text="Sepio sells tools to Azure users."
    )
    told = compose("s", [adds, sepio], {})
    [heard] = {s.article for s in told.summary}
    assert [t.title for t in told.tellings if t.article == heard] == [told.title]


PATTERNS = [
    [
        ("Earthquake of magnitude 6.1 strikes Chile", "A quake of magnitude 6.1 struck Chile."),
        ("Earthquake of magnitude 5.4 strikes Japan", "A quake of magnitude 5.4 struck Japan."),
    ],
    [
        ("Mayor of Leeds resigns after inquiry", "The mayor of Leeds resigned on Monday."),
        (
            "Mayor of Hull resigns after inquiry",
            "The mayor of Hull resigned on Tuesday after an inquiry into expenses.",
        ),
    ],
    [
        (
            f"{firm} reports record quarterly earnings",
            f"{firm} reported record quarterly earnings on Thursday, helped by {what} sales.",
        )
        for firm, what in (("Apple", "phone"), ("Microsoft", "cloud"), ("Samsung", "chip"))
    ],
]


@pytest.mark.parametrize("told", [p for pattern in PATTERNS for p in permutations(pattern)])
def test_of_titles_of_one_pattern_the_title_s_article_is_heard_alone(told):
    articles = [article(title, text=text) for title, text in told]
    story = compose("s", articles, {})
    [own] = [a.id for a in articles if a.title == story.title]
    assert {s.article for s in story.summary} == {own}


def test_a_title_without_text_is_not_explained_by_who_names_nobody_of_it():
    bare = article("Microsoft reports record quarterly earnings")
    mates = [
        article(title, text="Apple reported record quarterly earnings on Thursday, it said.")
        for title in ("Record quarterly earnings at Apple", "Earnings: the record quarter")
    ]
    heard = {a.id for a in on_subject([bare, *mates])}
    assert heard == {bare.id}


def test_another_wording_of_the_title_s_pattern_is_heard():
    sales = "Sales of phones lifted the profit to $36bn."
    posts = article("Apple posts record quarterly earnings", text=f"A surprise. {sales}")
    reports = article("Apple reports record quarterly earnings", text=f"{sales} Cook was glad.")
    assert on_subject([posts, reports]) == [posts, reports]


def test_the_title_s_article_speaks_first_though_others_say_it_more_alike():
    title = article(
        "Eleven rescued in Karrabin",
        text="Police found Karrabin miners alive behind a fallen wall, to the joy of families.",
    )
    alike = "Police found Karrabin miners alive behind a wall."
    others = [
        article(f"Karrabin miners {n}", text=alike, publisher=Publisher(name=n)) for n in "abc"
    ]
    [only] = summarise([title, *others])
    assert only.article == title.id


def test_publishers_are_named_first_reporter_first():
    first = article(publisher=Publisher(name="Early Post"), published=NOW - timedelta(hours=9))
    second = article(publisher=Publisher(name="Late Post"), published=NOW - timedelta(hours=2))
    assert compose("s", [second, first], {}).publishers == ("Early Post", "Late Post")


def test_a_story_speaks_to_its_reader_as_its_tellings_do_on_average():
    advert = article("Save on exams", text="You pass your exam. " * 20, language="en")
    report = article("Exams moved", text="The exams were moved to May. " * 20, language="en")
    assert compose("a", [advert], {}).addressing == 0.5
    assert compose("a", [advert, report], {}).addressing == 0.25
