import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.article import Publisher
from digests.stories.capping import cap, ended
from digests.stories.story import Sentence
from digests.stories.summary import summarise
from tests.builders import article

ECHO, GAZETTE = Publisher(name="Echo"), Publisher(name="Gazette")

BRIDGE = (
    "The northern bridge will close for repairs on the first of June, the city council decided.",
    "Engineers found cracks in two of its steel girders during an inspection last autumn.",
    "Drivers will be sent over the southern bridge, which adds twenty minutes to the trip.",
    "The council expects the repairs of the bridge girders to cost four million crowns.",
    "A local bakery has meanwhile won a prize for its rye bread at the regional fair.",
    "The bridge was built by a railway company when steam engines still crossed the river.",
)


def said(*articles, sentences=3):
    return [s.text for s in summarise(articles, sentences=sentences)]


def told(*lines, **fields):
    return article(fields.pop("title", "Northern crossing shut"), text="\n".join(lines), **fields)


def test_a_summary_is_taken_word_for_word_in_the_order_of_the_article():
    found = said(told(*BRIDGE))
    assert len(found) == 3
    assert [line for line in BRIDGE if line in found] == found


def test_it_opens_with_the_lead():
    assert said(told(*BRIDGE))[0] == BRIDGE[0]


def test_what_has_little_to_do_with_the_rest_is_left_out():
    assert BRIDGE[4] not in said(told(*BRIDGE), sentences=4)


def test_nothing_is_said_twice():
    again = BRIDGE[0].replace("decided", "decided on Monday")
    found = said(told(BRIDGE[0], again, *BRIDGE[1:]))
    assert again not in found
    assert len(found) == 3


def test_a_lead_that_only_repeats_the_title_gives_way():
    title = "The northern bridge will close for repairs on the first of June"
    assert BRIDGE[0] not in said(told(*BRIDGE, title=title))


@pytest.mark.parametrize(
    "title",
    [
        "The northern bridge will close for repairs on the first of June, the city council decided",
        "The northern bridge will close for repairs",
        "The northern bridge will close for repairs on the…",
    ],
)
def test_the_sentence_that_the_title_was_made_from_is_passed_over(title):
    assert BRIDGE[0] not in said(told(*BRIDGE, title=title))
    assert said(article(title, excerpt=" ".join(BRIDGE[:3]))) == list(BRIDGE[1:3])
    alone = [] if BRIDGE[0] == f"{title}." else [BRIDGE[0]]
    assert said(told(BRIDGE[0], title=title)) == alone, "there's nothing else to say"


def test_a_name_for_a_title_is_no_reason_to_pass_over_what_begins_with_it():
    assert said(told(*BRIDGE, title="The northern bridge"))[0] == BRIDGE[0]


def test_quotation_marks_that_a_made_title_lost_are_no_difference():
    quoted = "The “northern bridge will close for repairs of its girders in June, said the council."
    title = "The northern bridge will close for repairs of its girders in June"
    assert quoted not in said(told(quoted, *BRIDGE[1:], title=title))


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe.",
        "Will the northern bridge ever be as strong as it was when it was built?",
        "The northern bridge (pictured) will close for repairs of its girders in June.",
        "Photo: the northern bridge before its repairs, seen from the river bank.",
        "Read more: the council's plan for the bridge and what the repairs will cost.",
        "Under repair: The northern bridge seen from the council's offices in spring.",
        "The northern bridge and its cracked steel girders before the repairs",
        "The city council's plan for the northern bridge and its cracked girders is the first ...",
        "The Bridge News Department was not involved in the creation of this content.",
        "“The northern bridge is as strong as on the day it was built, said the city council.",
        'The city council calls "a danger to traffic the girders of the northern bridge.',
        "Let’s take a closer look at the girders of the northern bridge and its repairs.",
        "girders of the northern bridge will be under repair from the first of June.",
        "Closed.",
        "The girders of the northern bridge were found to be cracked on Oct.",
        "The northern bridge (and its two cracked steel girders will be under repair.",
        "The northern bridge is intended ... namely the “cracked girders” and their repair.",
        "Source: The Bridge News Department of the northern girders.",
        "© 2026 Bridge News, northern girders and repairs of the council Inc.",
        "The Bridge News may earn a commission from girders of the northern bridge.",
        "Download the council's plan for the northern bridge and its girders here.",
        "Here's how to get over the bridge.",
        "SEE ALSO: The southern bridge and its girders are under repair again.",
    ],
)
def test_what_is_no_statement_never_stands_in_a_summary(line):
    assert line not in said(told(line, *BRIDGE))


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON (Reuters) - ",
        "(CNN) -- ",
        "Canberra, Australia (AP) — ",
        "NEW YORK — ",
        "—",
        "SEATTLE, Aug. 3, 2020 /PRNewswire/ -- ",
        "KYIV, Ukraine, March 23, 2021 /PRNewswire/ -- ",
        "New Delhi, March 1, 2021: ",
        "TL;DR: ",
        "BRUSSELS, May 4 – ",
        "Updated Jul 7, 2012 6:40 PM ET ",
        "MADISON, WI (May 21, 2020) – ",
        "PRNewswire/ -- ",
        "/PRNewswire/ -- ",
        "Oct. 28, 2020 /PRNewswire/ -- ",
        "TEL AVIV, Israel, /PRNewswire/ -- ",
        "By Jane Doe, CTO, Girders & Sons - ",
        "Bridges and How to Mend Them By Jane Doe, CTO, Girders & Sons - ",
        "Northern crossing shut By Gazette - ",
        "By Jane van der Doe, Vice President of Steel, Girders Inc. — ",
        "WATERLOO, Ontario & HERNDON, Va.--(BUSINESS WIRE)--",
        "( BUSINESS WIRE )-- ",
        "New Delhi, May 18 (IANS) ",
        "September 28th, 2020 - ",
        "Press Release ",
        "NEWS RELEASE: ",
        "Read More ",
        "(moodboard) ",
    ],
)
def test_a_dateline_is_cut_from_its_sentence(dateline):
    assert said(told(dateline + BRIDGE[0], *BRIDGE[1:]))[0] == BRIDGE[0]


def test_the_quotation_mark_of_the_next_sentence_is_cut_off():
    assert said(article(excerpt=f"{BRIDGE[0]} “"))[0] == BRIDGE[0]


def test_a_sentence_that_hangs_on_another_stands_only_after_it():
    unrelated = "A local bakery won a prize for its rye bread at the regional fair."
    dangling = "They say the girders of the northern bridge need urgent council repairs."
    assert dangling not in said(told(*BRIDGE[:3], unrelated, dangling))
    assert dangling in said(told(BRIDGE[1], dangling))


@pytest.mark.parametrize(
    "opener", ["“We said:", "Against that,", "But", "However,", "She said", "This", "Meanwhile,"]
)
def test_a_summary_does_not_open_in_mid_thought(opener):
    dangling = f"{opener} the northern bridge and its girders will be under repair in June."
    dangling += "”" * opener.count("“")
    assert said(told(dangling, *BRIDGE))[0] == BRIDGE[0]


def test_a_date_is_no_dangling_word():
    line = "This week the northern bridge was closed for repairs of its cracked girders."
    assert said(told(line, *BRIDGE[1:]))[0] == line


def test_where_nothing_can_stand_the_beginning_does():
    lines = ("What now?", "And then?", "Who knows?", "Why?")
    assert said(told(*lines)) == ["What now?", "And then?", "Who knows?"]


def test_an_excerpt_is_left_as_it_is():
    excerpt = "But the bridge is closed. Will it open? Nobody knows."
    assert " ".join(said(article(excerpt=excerpt))) == excerpt


def test_an_excerpt_that_opens_in_mid_thought_begins_with_its_first_statement():
    excerpt = f"And at the same time it is closed. They say so. {BRIDGE[1]} {BRIDGE[2]}"
    assert said(article(excerpt=excerpt)) == [*BRIDGE[1:3]]
    of_the_title = f"This bridge is closed. {BRIDGE[1]}"
    assert " ".join(said(article(excerpt=of_the_title))) == of_the_title


@pytest.mark.parametrize(
    "end", ["engineers such as", "engineers such as Ann Lee,", "and …", "...", "“safe."]
)
def test_an_excerpt_that_its_source_broke_off_ends_with_its_last_whole_sentence(end):
    excerpt = f"But the bridge is closed. Will it open? After years of work, {end}"
    assert said(article(excerpt=excerpt)) == ["But the bridge is closed.", "Will it open?"]


@pytest.mark.parametrize(
    "start",
    ["girders will be under repair.", "By Jane Doe, Head of Steel, Girders Inc Bridges are old."],
)
def test_an_excerpt_that_begins_in_mid_sentence_or_with_its_writer_begins_with_the_next(start):
    assert said(article(excerpt=f"{start} But the bridge is closed.")) == [
        "But the bridge is closed."
    ]
    assert said(article(excerpt=start)) == [start], "there's nothing else to say"


@pytest.mark.parametrize("name", ["eBay", "iPhone 12", "d'Artagnan", "3D"])
def test_a_name_that_begins_in_lower_case_begins_no_fragment(name):
    line = f"{name} will sell the girders of the northern bridge to whoever wants them."
    assert said(told(line, *BRIDGE[1:]))[0] == line


def test_an_excerpt_without_a_whole_sentence_is_said_as_far_as_it_goes():
    assert said(article(excerpt="After years of work, engineers such as")) == [
        "After years of work, engineers such as"
    ]


def test_among_others_an_excerpt_is_heard_where_it_stands_by_itself():
    broken = article(
        "Cracked girders in the northern bridge",
        excerpt="It closed the bridge. Engineers of the city found two cracked girders, and ...",
        publisher=ECHO,
    )
    whole = told(
        "Two girders of the northern bridge are cracked, engineers said.", publisher=GAZETTE
    )
    assert [s.article for s in summarise([broken, whole])] == [whole.id]


def test_of_an_excerpt_calls_furniture_and_pieces_are_left_out():
    excerpt = (
        "But the bridge is closed. It will open again ... Learn more about bridges. "
        "© 2026 Bridge News Inc. SEE ALSO: The southern bridge is open."
    )
    assert said(article(excerpt=excerpt)) == ["But the bridge is closed."]
    assert said(article(excerpt=f"Enjoy! {excerpt}")) == ["But the bridge is closed."]
    assert said(article(excerpt="AP NEWS.")) == []
    assert said(article(excerpt="Learn more about bridges.")) == ["Learn more about bridges."]
    assert said(article(excerpt="© 2026 Bridge News Inc. All rights reserved.")) == []


def test_dots_in_a_quotation_are_its_writers():
    line = "“The northern bridge … stays under repair for the summer,” said the city council."
    assert said(told(line, *BRIDGE[1:]))[0] == line


@pytest.mark.parametrize("cut", ["It cost $12.", "It is part 1.", "It closed on Oct."])
def test_the_last_of_an_excerpt_may_be_half_a_number(cut):
    assert said(article(excerpt=f"But the bridge is closed. {cut}")) == [
        "But the bridge is closed."
    ]
    assert said(article(excerpt=cut)) == [cut], "there's nothing else to say"


@pytest.mark.parametrize(
    ("excerpt", "mended"),
    [
        ("We keep it closed, and that is that.”", "“We keep it closed, and that is that.”"),
        ("“We keep it closed, and that is that.", "“We keep it closed, and that is that.”"),
        ('We keep it closed."', '"We keep it closed."'),
        ("We keep it closed. ”", "“We keep it closed.”"),
        ('Ann Lee said: "We keep it closed.', 'Ann Lee said: "We keep it closed."'),
        ('She would “keep" it closed.', 'She would “keep" it closed.'),
        ("„Sie bleibt zu“, sagte sie.", "„Sie bleibt zu“, sagte sie."),
        ("“We keep it closed, and", "“We keep it closed, and"),
        ("It keeps to Girders™ , not Steel .", "It keeps to Girders™, not Steel."),
    ],
)
def test_a_quotation_gets_the_mark_that_it_lost(excerpt, mended):
    assert said(article(excerpt=excerpt)) == [mended]


@pytest.mark.parametrize(
    ("begins", "rest"),
    [
        ("Northern Bridge Closed for Repairs - ", "It will open in June, the council says."),
        ("Northern Bridge Closed for Repairs | ", "It will open in June, the council says."),
        ("NORTHERN BRIDGE CLOSED FOR REPAIRS ", "The council says that it will open in June."),
        ("Northern Bridge Closed for Repairs ", ""),
        ("Northern Bridge Closed for Repairs. ", ""),
        ("Northern Bridge Closed for Repairs Northern Bridge Closed for", ""),
    ],
)
def test_the_title_before_an_excerpt_is_cut(begins, rest):
    found = said(article("Northern Bridge Closed for Repairs", excerpt=begins + rest))
    assert " ".join(found) == rest


@pytest.mark.parametrize("rest", ["Sunday after a crash.", "in June.", "Ann Lee had built."])
def test_a_title_that_is_the_beginning_of_a_sentence_stays(rest):
    excerpt = f"Northern bridge closed for repairs {rest}"
    assert said(article("Northern bridge closed for repairs", excerpt=excerpt)) == [excerpt]


def test_what_stands_behind_a_headline_that_was_broken_off_is_no_part_of_it():
    excerpt = "Steel Pioneer Girders Inc Helps Councils Mend All Their Bridges NEW YORK | MUMBAI,"
    assert said(article(excerpt=excerpt)) == [excerpt.removesuffix(" NEW YORK | MUMBAI,")]


def test_a_compound_that_an_excerpt_cut_is_whole_again():
    cut = article("Coca-Cola mends a bridge", excerpt="Cola Company will mend a bridge.")
    whole = article("Bridge", excerpt="Girders help The Coca-Cola Company.")
    assert [s.text for s in summarise([cut], among=[cut, whole])] == [
        "Coca-Cola Company will mend a bridge."
    ]


@pytest.mark.parametrize("beside", ["US-China talks resume", "US-China said that China said"])
def test_a_name_that_is_part_of_a_compound_too_stays_as_it_is(beside):
    line = "China said on Monday that it would mend the bridge."
    assert said(article("US-China bridge", excerpt=line), article(beside)) == [line]


def test_nobody_else_opens_a_summary_with_what_has_little_to_do_with_its_title():
    silent = article(
        "Northern bridge girders mended in the summer",
        excerpt="Engineers of the northern bridge, such as",
        publisher=ECHO,
    )
    near = told("The girders of the northern bridge are mended, engineers said.", publisher=GAZETTE)
    far = told("The mayor of the summer capital opens a bakery for rye.", publisher=GAZETTE)
    assert [s.article for s in summarise([silent, near])] == [near.id]
    assert [s.article for s in summarise([silent, far])] == [silent.id]


def test_where_no_excerpt_says_a_whole_sentence_one_that_says_a_word_of_the_title_is_heard():
    slogan = article("Bridge mended", excerpt="Network news, trends and blogs, all collected")
    telling = article("Bridge mended", excerpt="But the bridge, with its girders, is again")
    assert [s.article for s in summarise([slogan, telling])] == [telling.id]


def test_where_no_excerpt_stands_by_itself_the_first_is_said_as_it_is():
    broken = [
        article(excerpt=f"It closed the {n} bridge, and engineers such as ...", publisher=house)
        for n, house in (("northern", ECHO), ("southern", GAZETTE))
    ]
    assert summarise(broken)[0].text == "It closed the northern bridge, and engineers such as ..."


def test_an_excerpt_loses_its_dateline_all_the_same():
    excerpt = "SAN JOSE –– Nutanix announced a partnership for hybrid clouds on Tuesday."
    assert said(article(excerpt=excerpt)) == [excerpt.removeprefix("SAN JOSE –– ")]


def test_an_article_without_a_word_has_no_summary():
    assert summarise([article()]) == ()
    assert summarise([]) == ()


def test_several_publishers_are_heard_where_they_add_something():
    echo = told(*BRIDGE[:2], publisher=ECHO)
    gazette = told(
        "Two girders of the northern bridge are cracked, engineers told the city council.",
        "Repairs of the bridge will cost four million crowns, the mayor said.",
        publisher=GAZETTE,
    )
    found = summarise([echo, gazette])
    assert {s.article for s in found} == {echo.id, gazette.id}
    assert [s.article for s in found] == sorted(
        (s.article for s in found), key=[echo.id, gazette.id].index
    )


def test_a_publisher_that_repeats_the_other_is_not_heard():
    echo = told(*BRIDGE, publisher=ECHO)
    gazette = told(BRIDGE[0], publisher=GAZETTE)
    assert {s.article for s in summarise([echo, gazette])} == {echo.id}


def test_what_another_says_of_something_else_is_not_heard():
    besides = "The mayor's bakery won a prize for its rye bread at the regional fair."
    echo = told(BRIDGE[0], publisher=ECHO)
    gazette = told(besides, BRIDGE[1], publisher=GAZETTE)
    assert said(echo, gazette) == [BRIDGE[0]]
    assert said(told(BRIDGE[0], publisher=ECHO), told(besides, BRIDGE[2], publisher=GAZETTE)) == [
        BRIDGE[0],
        BRIDGE[2],
    ]


def test_what_two_publishers_say_counts_more_than_what_one_repeats():
    bread = (
        "A bakery's rye bread won a prize at the fair, the judges of the bread said.",
        "The bakery has baked rye bread for the fair for thirty years, said its judges.",
    )
    echo = told(BRIDGE[0], bread[0], BRIDGE[1], bread[1], publisher=ECHO)
    gazette = told(BRIDGE[2], "Engineers found the bridge girders cracked.", publisher=GAZETTE)
    assert said(echo, sentences=2) == [BRIDGE[0], bread[0]]
    together = said(echo, gazette, sentences=3)
    assert not set(bread) & set(together)


def test_sentences_of_chinese_are_statements_too():
    lines = (
        "北京市政府周一宣布关闭北方大桥进行维修。",
        "工程师去年秋天发现两根钢梁有裂缝。",
        "这座桥怎么办？",
    )
    assert said(told(*lines, language="zh")) == list(lines[:2])


@given(st.lists(st.text(max_size=80), max_size=8), st.integers(1, 4))
def test_any_text_has_a_summary_of_its_own_words(lines, count):
    text = "\n".join(lines)
    found = summarise([article("Title", text=text)], sentences=count)
    assert len(found) <= count


def capped(*texts, limit=400):
    return [s.text for s in cap([Sentence(text=t, article="a") for t in texts], limit)]


def test_a_summary_is_cut_between_sentences():
    assert capped("One.", "Two.", "Three.", limit=9) == ["One.", "Two."]
    assert capped("One.", "Two.", "Three.", limit=8) == ["One."]
    assert capped("One.", "Two.") == ["One.", "Two."]
    assert capped() == []


def test_a_first_sentence_that_is_too_long_ends_with_a_clause():
    assert capped("The bridge is closed, says the council, for good.", limit=42) == [
        "The bridge is closed, says the council…"
    ]


def test_without_a_clause_near_the_end_it_ends_with_a_word():
    assert capped("The northern bridge is closed for repairs", limit=20) == ["The northern bridge…"]


@given(st.text(min_size=1, max_size=60), st.integers(2, 40))
def test_what_is_capped_is_never_longer_than_the_limit(text, limit):
    assert sum(map(len, capped(text, limit=limit))) <= limit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "It was built by engineers such as Ann Lee,",
            "It was built by engineers such as Ann Lee…",
        ),
        ("It was built by engineers such as", "It was built by engineers such as…"),
        ("It was built in 1907 –", "It was built in 1907…"),
        ("这座桥由", "这座桥由…"),
        *(
            (whole, whole)
            for whole in ("It is closed.", "Closed?", "“Closed!”", "(It is.)", "关闭。")
        ),
        *((dots, "It was…") for dots in ("It was …", "It was ...", "It was, ....")),
        ("“It was ...”", "“It was…”"),
        *((whole, whole) for whole in ("It opens 🚢", "สะพานปิดแล้ว", "…", ",")),
    ],
)
def test_what_its_source_broke_off_says_so(text, shown):
    first = Sentence(text="The bridge is closed", article="a")
    last = Sentence(text=text, article="a")

    assert [s.text for s in ended([first, last])] == [first.text, shown]
    assert capped(first.text, text) == [first.text, shown]
    assert capped("Closed.", text, limit=7) == ["Closed."]


def test_a_summary_without_sentences_stays_so():
    assert ended([]) == ()
