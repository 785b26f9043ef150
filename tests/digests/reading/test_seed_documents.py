"""The four seed documents are read into exactly these articles."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests.article import Image, Publisher
from digests.reading.documents import read_document
from digests.text import tidy

SEEDS = Path(__file__).parents[3] / "seeds"
FIRST_SEEN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def read(number):
    [document] = SEEDS.glob(f"{number}_*.txt")
    reading = read_document(
        document.read_bytes(),
        name=document.name,
        source="seeds",
        source_ref=document.name,
        first_seen=FIRST_SEEN,
    )
    assert reading.problems == ()
    return reading.articles


def fields(article):
    return {
        name: getattr(article, name) for name in article.__slots__ if name not in ("id", "as_read")
    }


UNSAID = {
    "source": "seeds",
    "first_seen": FIRST_SEEN,
    "url": None,
    "publisher": None,
    "published": None,
    "excerpt": "",
    "text": "",
    "tags": (),
    "images": (),
    "related_to": None,
    "stub": False,
    "quality": None,
    "heat": None,
    "language": "en",
}


def test_front_matter_becomes_an_article_and_a_stub_for_each_related_one():
    own, first, second = read("000")

    assert fields(own) == UNSAID | {
        "source_ref": "000_994245660a6cb141.txt",
        "title": "China's tech elite lead AI startup frenzy",
        "url": "https://asia.nikkei.com/Spotlight/Caixin/China-s-tech-elite-lead-AI-startup-frenzy",
        "publisher": Publisher(name="Nikkei Asia", domain="nikkei.com"),
        "published": datetime(2023, 5, 12, 7, 10, tzinfo=UTC),
        "excerpt": "But the furor this year around OpenAI's ChatGPT has inspired a new breed of AI "
        "entrepreneur: the elite of China's tech giants. After spending years testing and "
        "developing AI at Chinese companies, heavyweights such as Jia Yangqing,",
        "tags": ("AI",),
        "images": (
            Image(
                url="https://www.ft.com/__origami/service/image/v2/images/raw/https%253A%252F%252F"
                "s3-ap-northeast-1.amazonaws.com%252Fpsh-ex-ftnikkei-3937bb4%252Fimages%252F4%252F4"
                "%252F9%252F1%252F45591944-4-eng-GB%252FCropped-1683854388.png"
                "?width=1260&height=630&fit=cover&gravity=faces&source=nar-cms",
                width=1260,
                height=630,
            ),
        ),
        "quality": 37,
        "heat": -1,
    }
    assert fields(first) == UNSAID | {
        "source_ref": "000_994245660a6cb141.txt#2",
        "title": "Cedars-Sinai establishes center for AI, machine learning",
        "url": "https://www.beckershospitalreview.com/innovation/"
        "cedars-sinai-establishes-center-for-ai-machine-learning.html",
        "publisher": Publisher(name="Becker's Hospital Review", domain="beckershospitalreview.com"),
        "published": datetime(2023, 5, 9, 14, 6, tzinfo=UTC),
        "excerpt": "Los Angeles-based Cedars-Sinai has established a new center focused on "
        "advancing artificial intelligence and machine learning.",
        "related_to": "000_994245660a6cb141.txt",
        "stub": True,
        "quality": 54,
    }
    assert fields(second) == UNSAID | {
        "source_ref": "000_994245660a6cb141.txt#3",
        "title": "How OpenAI may keep enterprises from building their own AI models",
        "url": "https://www.fastcompany.com/90893423/"
        "how-openai-may-keep-enterprises-from-building-their-own-ai-models",
        "publisher": Publisher(name="Fast Company", domain="fastcompany.com"),
        "published": datetime(2023, 5, 10, 4, 4, tzinfo=UTC),
        "excerpt": "Enterprise leaders balk at the idea of sending their proprietary data off to "
        "another company's models. With open source thriving, they may just build their own.",
        "related_to": "000_994245660a6cb141.txt",
        "stub": True,
        "quality": 17,
    }


def test_lines_said_twice_are_said_once_under_a_title_of_their_own_words():
    [article] = read("001")

    found = (SEEDS / "001_7fa4f73107f58d16.txt").read_text().splitlines()
    lines = list(dict.fromkeys(found))
    assert (len(found), len(lines)) == (44, 23)
    assert fields(article) == UNSAID | {
        "source_ref": "001_7fa4f73107f58d16.txt",
        "title": "China's tech sector is focusing on competing with US titans like Google and"
        " Microsoft",
        "text": "\n".join(lines),
    }


def test_a_plain_article_keeps_its_six_paragraphs_and_not_the_pointer_to_another():
    [article] = read("002")

    title, *paragraphs = (SEEDS / "002_68a5883c85808bd7.txt").read_text().split("\n\n")
    kept = [paragraph for paragraph in paragraphs if not paragraph.startswith("SEE ALSO")]
    assert len(kept) == 6
    assert fields(article) == UNSAID | {
        "source_ref": "002_68a5883c85808bd7.txt",
        "title": title,
        "text": "\n\n".join(kept),
    }


def test_a_scraped_page_gives_its_article_and_the_sites_name_and_nothing_else():
    [article] = read("003")

    lines = (SEEDS / "003_3599dc4f267e6de3.txt").read_text().splitlines()
    kept = [tidy(line) for line in lines if len(line) > 100 and not line.startswith("READ ALSO")]
    assert len(kept) == 11
    assert fields(article) == UNSAID | {
        "source_ref": "003_3599dc4f267e6de3.txt",
        "title": "Alibaba, Tencent among investors in Zhipu, China’s OpenAI rival",
        "publisher": Publisher(name="Celebrity Gig"),
        "text": "\n\n".join(kept),
    }


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_nothing_encrypted_comes_out_of_a_seed(number):
    assert "TtkfaIDK8hlLRxgGKPsyHUTRbV5GSFyW5vf9hS1c7sd" not in repr(read(number))
