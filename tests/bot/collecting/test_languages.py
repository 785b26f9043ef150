"""News in other languages than English: read, told apart, put together, summed up and found."""
# ruff: noqa: E501 - sentences that nobody has to piece together

import json
from typing import NamedTuple

import pytest

from bot.collecting.imports import Importer
from bot.collecting.reader import Reader
from bot.newsroom import Newsroom
from digests.search import parse_terms
from digests.sentences import sentences
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.lector import LectorInProcess
from tests.fakes.progress import SilentProgress
from tests.fakes.window import WindowInProcess


class News(NamedTuple):
    """One event told twice, another told once, all of three sentences."""

    first: tuple[str, str]
    second: tuple[str, str]
    other: tuple[str, str]
    asked: tuple[str, ...]
    """What finds the event, and not the other."""


NEWS = {
    "zh": News(
        (
            "青岚江大桥因裂缝关闭",
            (
                "青岚江大桥周二因桥墩出现裂缝而全面关闭。交通部门说，每天有四万辆汽车经过这座大桥。"
                "工程师将在两周内完成检查。"
            ),
        ),
        (
            "桥墩出现裂缝，青岚江大桥停止通行",
            (
                "由于桥墩发现裂缝，青岚江大桥从周二起停止通行。四万名司机必须绕道行驶。"
                "交通部门表示检查需要两周。"
            ),
        ),
        (
            "白石镇茶农迎来丰收",
            "白石镇今年春茶产量比去年多三成。茶农说雨水来得正是时候。当地合作社打算扩大出口。",
        ),
        ("大桥", "青岚江大桥", "裂缝"),
    ),
    "ja": News(
        (
            "白鷺橋、橋脚のひび割れで通行止め",
            (
                "白鷺橋は橋脚にひび割れが見つかったため、火曜日から全面通行止めになりました。"
                "一日に四万台の車がこの橋を渡ります。県は二週間で点検を終える予定です。"
            ),
        ),
        (
            "橋脚にひび割れ、白鷺橋が全面通行止めに",
            (
                "火曜日、白鷺橋の橋脚でひび割れが見つかり、全面通行止めとなりました。"
                "四万台の車が迂回を求められています。県の点検は二週間かかります。"
            ),
        ),
        (
            "青葉村でりんごの収穫が始まる",
            (
                "青葉村ではりんごの収穫が例年より十日早く始まりました。農家は甘さに自信を見せています。"
                "来週には市場に並びます。"
            ),
        ),
        ("白鷺橋", "ひび割れ", "通行止め"),
    ),
    "ko": News(
        (
            "해오름대교 교각 균열로 전면 통제",
            (
                "해오름대교가 교각에서 균열이 발견되어 화요일부터 전면 통제되었다. "
                "하루에 차량 사만 대가 이 다리를 건넌다. 시는 두 주 안에 점검을 마칠 계획이다."
            ),
        ),
        (
            "교각 균열 발견된 해오름대교 통행 금지",
            (
                "화요일 해오름대교 교각에서 균열이 발견되어 통행이 금지되었다. "
                "차량 사만 대가 다른 길로 돌아가야 한다. 시의 점검은 두 주가 걸린다."
            ),
        ),
        (
            "산들마을 사과 축제 열린다",
            (
                "산들마을에서 다음 주 사과 축제가 열린다. 농민들은 올해 사과가 특히 달다고 말한다. "
                "축제는 사흘 동안 이어진다."
            ),
        ),
        ("해오름대교", "균열"),
    ),
    "ar": News(
        (
            "إغلاق جسر النورس بسبب تشققات في أعمدته",
            (
                "أغلقت السلطات جسر النورس يوم الثلاثاء بعد اكتشاف تشققات في أعمدته. "
                "تعبر الجسر أربعون ألف سيارة كل يوم. يتوقع المهندسون أن يستمر الفحص أسبوعين."
            ),
        ),
        (
            "تشققات في أعمدة جسر النورس تؤدي إلى إغلاقه",
            (
                "أدى اكتشاف تشققات في أعمدة جسر النورس إلى إغلاقه يوم الثلاثاء. "
                "على أربعين ألف سيارة أن تسلك طريقا آخر. قال المهندسون إن الفحص يحتاج أسبوعين."
            ),
        ),
        (
            "مزارعو الزيتون في وادي السدر يبدأون القطاف",
            (
                "بدأ مزارعو الزيتون في وادي السدر القطاف هذا الأسبوع. "
                "يقول المزارعون إن الموسم أفضل من العام الماضي. تصدر القرية زيتها إلى عدة مدن."
            ),
        ),
        ("النورس", "جسر تشققات"),
    ),
    "de": News(
        (
            "Möwenbrücke nach Rissen in den Pfeilern gesperrt",
            (
                "Die Möwenbrücke ist seit Dienstag wegen Rissen in den Pfeilern vollständig gesperrt. "
                "Täglich überqueren sie rund 40.000 Autos. Die Prüfung soll etwa zwei Wochen dauern."
            ),
        ),
        (
            "Risse in den Pfeilern: Möwenbrücke bleibt gesperrt",
            (
                "Weil in den Pfeilern Risse entdeckt wurden, ist die Möwenbrücke seit Dienstag zu. "
                "Rund 40.000 Autos müssen jeden Tag einen Umweg fahren. Geprüft wird zwei Wochen lang."
            ),
        ),
        (
            "Gemeinde Ährenthal eröffnet eine Bäckerei",
            (
                "In Ährenthal gibt es nach zwölf Jahren wieder eine Bäckerei. "
                "Die Gemeinde hat das Haus gekauft und günstig verpachtet. Am Samstag wird gefeiert."
            ),
        ),
        ("möwenbrücke", "Mowenbrucke", "Möwenbrüke", "risse pfeilern"),
    ),
    "fr": News(
        (
            "Le pont des Hérons fermé après la découverte de fissures",
            (
                "Le pont des Hérons est fermé depuis mardi à cause de fissures dans ses piliers. "
                "Chaque jour, quarante mille voitures l’empruntent. L’inspection durera deux semaines."
            ),
        ),
        (
            "Des fissures dans les piliers du pont des Hérons",
            (
                "Des fissures ont été découvertes mardi dans les piliers du pont des Hérons, désormais "
                "fermé. Quarante mille voitures devront être déviées. Les ingénieurs l’inspectent."
            ),
        ),
        (
            "À Grandpré, la récolte des châtaignes a commencé",
            (
                "La récolte des châtaignes a commencé plus tôt que prévu à Grandpré. "
                "Les producteurs espèrent une très bonne année. La fête du village aura lieu dimanche."
            ),
        ),
        ("hérons", "herons fissures", "hérosn"),
    ),
}


def rows(news):
    for number, (title, text) in enumerate((news.first, news.second, news.other)):
        yield {
            "id": number,
            "title": title,
            "text": text,
            "publisher": f"House {number}",
            "published": f"2026-11-21T{8 + number:02}:00:00Z",
        }


@pytest.fixture
def told(tmp_path, archive, memory):
    """Import the news of a language, file it, and give its stories, the event first."""

    async def take(language):
        path = tmp_path / "news.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows(NEWS[language])))
        importer = Importer(archive, Reader(LectorInProcess(), memory), [], StoppedClock(NOW))
        await importer.take([path], SilentProgress())
        await Newsroom(archive, WindowInProcess(), StoppedClock(NOW)).catch_up()
        stories = [filed.story async for filed in archive.all_stories()]
        return sorted(stories, key=lambda story: -len(story.tellings))

    return take


@pytest.mark.parametrize("language", NEWS)
async def test_two_that_tell_one_event_are_one_story_and_a_third_is_another(told, language):
    event, other = await told(language)
    news = NEWS[language]

    assert {t.title for t in event.tellings} == {news.first[0], news.second[0]}
    assert other.title == news.other[0]
    assert event.language == other.language == language


@pytest.mark.parametrize("language", NEWS)
async def test_a_summary_is_of_whole_sentences_from_the_texts(told, language):
    event, _ = await told(language)
    news = NEWS[language]
    known = {s for _, text in (news.first, news.second) for s in sentences(text, language)}

    assert event.summary
    assert {s.text for s in event.summary} <= known


@pytest.mark.parametrize("language", NEWS)
def test_a_text_of_three_sentences_has_three(language):
    for _, text in NEWS[language][:3]:
        assert len(sentences(text, language)) == 3
        assert len(sentences(text)) == 3


@pytest.mark.parametrize("language", NEWS)
async def test_a_story_is_found_by_its_own_words(told, archive, language):
    event, _ = await told(language)

    for asked in NEWS[language].asked:
        page = await archive.search(parse_terms(asked), limit=5)
        assert [hit.filed.story.id for hit in page.hits[: page.complete]] == [event.id], asked


@pytest.mark.parametrize("language", NEWS)
async def test_a_story_is_suggested_by_the_beginning_of_a_title(told, archive, language):
    event, _ = await told(language)
    for title in (NEWS[language].first[0], NEWS[language].second[0]):
        longest = max(title.replace("、", " ").replace("，", " ").split(), key=len)
        assert (await archive.suggest(longest[:5]))[0].story == event.id
