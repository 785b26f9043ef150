"""Furniture by recurrence: a publisher's own lines are learnt from its articles."""

from digests.reading.furniture import GENERATION, MOST_PUBLISHERS, Furniture, sighting

HOUSE = "example.com"
LINE = "Harbour Times, your island since 1921"


def taught(*articles):
    furniture = Furniture()
    for lines in articles:
        furniture.learn(sighting(HOUSE, lines))
    return furniture


def told(number, *lines):
    return [f"In its chapter {number} this article tells something of its own at length.", *lines]


def test_a_line_seen_in_three_articles_is_furniture_whatever_its_digits():
    furniture = taught(*(told(n, f"{LINE} ({n} readers)") for n in range(3)))
    assert furniture.is_furniture(HOUSE, f"{LINE.upper()} (9 readers)")


def test_two_articles_prove_nothing():
    assert not taught(told(1, LINE), told(2, LINE)).is_furniture(HOUSE, LINE)


def test_a_line_in_few_of_many_articles_is_no_furniture():
    articles = [
        told(f"{n:03}".translate(str.maketrans("0123456789", "abcdefghij"))) for n in range(97)
    ]
    furniture = taught(*(told(n, LINE) for n in "xyz"), *articles)
    assert not furniture.is_furniture(HOUSE, LINE)


def test_a_long_line_is_an_articles_own():
    line = "All five ferries sailed again. " * 6
    assert not taught(*(told(n, line) for n in range(5))).is_furniture(HOUSE, line)


def test_versions_and_reprints_of_one_article_count_once():
    article = told(1, LINE)
    assert not taught(article, article, [*article, "Updated."]).is_furniture(HOUSE, LINE)


def test_a_label_before_changing_titles_is_learnt():
    furniture = taught(*(told(n, f"DEEP DIVE: Title {'abcdef'[n]} of it") for n in range(4)))
    assert furniture.is_furniture(HOUSE, "DEEP DIVE: Why the sea is salt")
    assert not furniture.is_furniture(HOUSE, "DEEP DIVE: this is what the author calls it.")


def test_an_interview_keeps_its_questions():
    furniture = taught(*(told(n, f"Q: What about {'abcdef'[n]}?") for n in range(6)))
    assert not furniture.is_furniture(HOUSE, "Q: What about the sea?")


def test_houses_do_not_learn_from_each_other():
    assert not taught(*(told(n, LINE) for n in range(3))).is_furniture("example.org", LINE)


def test_what_was_learnt_survives_as_text():
    furniture = taught(*(told(n, LINE) for n in range(3)))
    again = Furniture(furniture.learnt())
    assert again.is_furniture(HOUSE, LINE)
    assert list(again.learnt()) == list(furniture.learnt())
    assert not again.learn(sighting(HOUSE, told(1, LINE)))


def test_news_are_the_publishers_learnt_from_since_they_were_last_asked_for():
    furniture = taught(told(1, LINE))
    assert [learnt.publisher for learnt in furniture.news()] == [HOUSE]
    assert furniture.news() == []


def words(number):
    return f"{number:05}".translate(str.maketrans("0123456789", "abcdefghij"))


def test_a_redesigned_site_is_learnt_anew_and_its_old_lines_are_forgotten():
    furniture = taught(*(told(words(n), LINE) for n in range(300)))
    for n in range(300, 300 + 2 * GENERATION):
        furniture.learn(sighting(HOUSE, told(words(n), "The Harbour Times Group, all rights")))
    assert furniture.is_furniture(HOUSE, "The Harbour Times Group, all rights")
    assert not furniture.is_furniture(HOUSE, LINE)


def test_what_is_known_of_a_publisher_stays_small_however_much_it_publishes():
    furniture = taught(
        *(
            told(words(n), LINE, *(f"{words(n)}, said {words(k)}" for k in range(9)))
            for n in range(500)
        )
    )
    [learnt] = furniture.learnt()
    assert len(learnt.known) < 25_000


def test_of_too_many_publishers_those_not_heard_of_for_long_are_forgotten():
    furniture = Furniture()
    for n in range(MOST_PUBLISHERS + 1):
        furniture.learn(sighting(f"{n}.example", told(n)))
    forgotten = [learnt.publisher for learnt in furniture.news() if learnt.known is None]
    assert forgotten == ["0.example"]
    assert len(list(furniture.learnt())) == MOST_PUBLISHERS
