"""Furniture by rule: what sites write around an article goes, what the article says stays."""

import pytest

from digests.reading.cleaning import cleaned
from digests.reading.furniture import Furniture, sighting
from digests.reading.plain_text import blocks_of

STORY = (
    "All five ferries of the island line sailed again on Friday, three days after the storm.",
    "The harbour master said that the breakwater had held and that no vessel had been lost.",
)


def clean(text, **options):
    return "\n\n".join("\n".join(block) for block in cleaned(blocks_of(text), **options))


def around(line):
    return f"{STORY[0]}\n\n{line}\n\n{STORY[1]}"


@pytest.mark.parametrize(
    "line",
    [
        "[ad_1]",
        "[/ad_2]",
        '[gallery ids="1,2,3" size="large"]',
        "READ ALSO: Fares rise by a tenth from spring",
        "READ ALSO:\u00a0 Why do fares rise in spring?",
        "SEE ALSO – Fares rise by a tenth from spring",
        "Read more: Fares rise by a tenth from spring",
        "Related | Fares rise by a tenth from spring",
        "Related Stories: Fares rise by a tenth from spring",
        "You may also like: Fares rise by a tenth",
        "Lesen Sie auch: Fahrpreise steigen um ein Zehntel",
        "À lire aussi : Les tarifs augmentent",
        "Lee también: Suben las tarifas",
        "相关阅读：票价上涨",
        "Advertisement",
        "— ADVERTISEMENT —",
        "Share This Article",
        "Leave a comment",
        "Categories",
        "Continue reading the main story",
        "Follow us on Twitter",
        "Follow @harbourtimes on Twitter for more.",
        "Subscribe to our newsletter to get the news of the island.",
        "© 2026 Harbour Times Ltd",
        "The post Ferries return appeared first on Harbour Times.",
        "Filed under: Ports, Ferries",
        "Photo: Ann Lee",
        "(Photo by Ann Lee/Getty Images)",
        "Ann Lee | Moment | Getty Images",
        "Ann Lee/Reuters",
        "Image source, Getty Images",
    ],
)
def test_a_line_that_only_sites_write_goes(line):
    assert clean(around(line)) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Read also what the island's poets wrote about the storm, the mayor told the crowd.",
        "Share prices of the line rose.",
        "Related companies rose, too.",
        "The mayor: “We waited for three days.”",
        "Watch the sea, the old sailors say.",
        "“Advertisement is the soul of trade,” she said.",
        "Photographs of the ferry went around the world.",
        "Categories of passengers were served in turn.",
        "He follows her on Twitter.",
        "[He] waited for three days.",
        "Two of the ferries belong to the heirs of Reuters, the agency's founder.",
        "What next?",
        "Three days later",
        "1. The northern route",
        "Yes.",
    ],
)
def test_a_line_that_an_article_says_stays(line):
    assert line.removeprefix("1. ") in clean(around(line))


def test_titles_below_a_pointer_go_with_it():
    text = around("READ ALSO: Fares rise\nCan the line pay for a sixth ferry?\nBoats and boards")
    assert clean(text) == "\n\n".join(STORY)


def test_an_article_goes_on_below_a_pointer_in_the_same_block():
    text = f"{STORY[0]}\nREAD ALSO: Fares rise\n{STORY[1]}"
    assert clean(text) == "\n".join(STORY)


def test_a_caption_goes_with_the_credit_below_it():
    head = "The ferry North in the harbour.\n\nAnn Lee | Moment | Getty Images\n\n"
    inside = "The ferry South, pictured on Friday.\n\nAnn Lee/Reuters"
    assert clean(head + around(inside)) == "\n\n".join(STORY)


def test_a_paragraph_above_a_credit_stays():
    assert clean(f"[ad_1]\n\n{STORY[0]}\n\n{STORY[1]}\n\nAnn Lee/Reuters") == "\n\n".join(STORY)


def test_all_below_a_footers_heading_goes_unless_a_paragraph_follows():
    footer = "Related Articles\n\nFares rise by a tenth\n\nStorm passes\n\nHarbour Times"
    assert clean(f"{STORY[0]}\n\n{footer}") == STORY[0]
    kept = clean(f"{STORY[0]}\n\n{footer}\n\n{STORY[1]}")
    assert kept.startswith(STORY[0])
    assert kept.endswith(STORY[1])


def test_a_byline_and_a_date_above_the_article_go():
    assert clean("By Ann Lee\n\nNovember 20, 2026 at 09:00 HKT\n\n" + around("More")) == (
        "\n\n".join(STORY)
    )


def test_of_equal_lines_the_first_stays():
    assert clean(around(STORY[0].upper())) == "\n\n".join(STORY)


def test_the_title_is_not_said_again_above_the_article():
    assert clean(f"Ferries Return\n\n{STORY[0]}", title="Ferries return") == STORY[0]


def test_what_a_publisher_repeats_goes_once_it_is_known():
    furniture = Furniture()
    line = "Harbour Times, your island since 1921"
    for number in range(4):
        furniture.learn(sighting("example.com", [f"Story {number}, told at length.", line]))
    text = around(line)
    assert clean(text, publisher="example.com", furniture=furniture) == "\n\n".join(STORY)
    assert line in clean(text, publisher="example.org", furniture=furniture)
