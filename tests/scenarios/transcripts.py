"""What readers see of a message, line by line, whatever the platform's markup."""

import html
import re
from dataclasses import dataclass, replace

WHEN = "(when)"
BYLINE = re.compile(
    r"(?:(?P<houses>.+) · )?(?:\(when\)|undated|[^·]+) · (?P<articles>[\d,]+ articles?)"
)


@dataclass(frozen=True)
class Line:
    """What somebody reads in a line: its words, where they lead, whether they stand out."""

    text: str
    links: tuple[str, ...] = ()
    strong: bool = False


def read_on_the_console(messages):
    for line in (line for message in messages for line in message.payload["lines"]):
        if line["style"] != "address":  # it repeats where the title above it leads
            link = line["text"] if line["style"] == "link" else line.get("link")
            strong = line["style"] in {"title", "story", "heading"}
            yield Line(line["text"], (link,) if link else (), strong)


def read_on_slack(messages):
    for block in (block for message in messages for block in message.payload["blocks"]):
        for text in [block.get("text"), *block.get("elements", ())]:
            if text and text.get("type") == "plain_text":
                yield Line(text["text"], strong=True)
            if text and text.get("type") == "mrkdwn":
                yield from map(_slack_line, text["text"].split("\n"))


def _slack_line(said):
    links = tuple(html.unescape(url) for url in re.findall(r"<(https?://[^|>]+)\|", said))
    words = re.sub(r"<!date\^[^>]*>", WHEN, said)
    words = html.unescape(re.sub(r"<[^|>]+\|([^>]*)>", r"\1", words))
    strong = re.match(r"(?:• )?\*", words) is not None
    return Line(
        re.sub(r"^• |[*_]", "", words).translate(str.maketrans("∗ˍ∼ˋ∶", "*_~`:")), links, strong
    )


def read_on_discord(messages):
    for message in messages:
        payload = message.payload
        yield from map(_discord_line, payload.get("content", "").split("\n"))
        for embed in payload.get("embeds", ()):
            if "author" in embed:
                yield Line(embed["author"]["name"], strong=True)
            if "title" in embed:
                links = (embed["url"],) if "url" in embed else ()
                yield replace(_discord_line(embed["title"]), links=links, strong=True)
            yield from map(_discord_line, embed["description"].split("\n"))
        for text in _texts(payload.get("components", ())):
            yield from map(_discord_line, text.split("\n"))


def _texts(components):
    for component in components:
        if component["type"] == 10:
            yield component["content"]
        yield from _texts(component.get("components", ()))


def _discord_line(said):
    links = tuple(re.findall(r"\]\((https?://[^)]+)\)", said))
    words = re.sub(r"<t:\d+:\w>", WHEN, said)
    words = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]+\)", r"\1", words)
    strong = re.match(r"#|\*\*", words) is not None
    words = re.sub(r"^(?:#+|-#|-) |\*\*", "", words)
    return Line(re.sub(r"\\([^0-9A-Za-z\s])", r"\1", words), links, strong)


def told(transcript):
    """Each story that is told, in order: title, address, publishers, number of articles."""
    title = None
    for line in transcript:
        if line.strong:
            title = line
        found = BYLINE.fullmatch(line.text)
        if found and title:
            yield title.text, title.links[:1], found["houses"] or "", found["articles"]
