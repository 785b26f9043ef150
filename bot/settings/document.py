"""A YAML file as plain values that remember where and how each was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from bot.settings.problems import Path, Problem
from digests.quoting import cut

Unread = (yaml.YAMLError, ValueError, KeyError, AttributeError)
"""What PyYAML raises over a value: its own errors, ValueError over dates like 2026-13-45, the
others over tags that don't fit: `!!bool maybe`, `!!timestamp soon`."""


_OF_YAML = "tag:yaml.org,2002:"

DEEPEST = 20
"""Lists and mappings within one another; settings need four."""

MOST_VALUES = 100_000
"""In one file: aliases of aliases of lists make a billion of ten lines."""

TOO_MANY = f"it holds more than {MOST_VALUES:,} values; write lists out, without aliases"

TOO_DEEP = f"it nests deeper than {DEEPEST}, and no setting does; take brackets or hyphens away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the file holds.

    *lines* has the line (from 1) of every key and list entry. *bare* has the text of each value
    that was written without quotes and that YAML read as something other than text. *unread* are
    the values that are among the problems: whatever else is wrong with them doesn't count. *empty*
    are the keys with nothing behind them.
    """

    content: Any
    lines: Mapping[Path, int] = field(default_factory=dict)
    bare: Mapping[Path, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unread: frozenset[Path] = frozenset()
    empty: frozenset[Path] = frozenset()

    def line(self, path: Path) -> int:
        """The line of what *path* leads to, or of the nearest thing around it; 0 for none."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def entries(self, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The mappings in the list under *key*; what isn't one is reported elsewhere."""
        listed = self.content.get(key) if isinstance(self.content, dict) else None
        for n, entry in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(entry, dict):
                yield (key, n), entry


def read_document(text: str) -> Document:
    """What *text* holds, as far as it can be read; what can't is among the problems."""
    try:
        if deep := _nested_too_deep(text):
            return Document(content={}, problems=(deep,))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return Document(content={}, problems=(_unreadable(error, text),))
    reading = _Reading(yaml.SafeLoader(""))
    content = reading.value(node, ()) if node is not None else None
    return Document(
        content={} if content is None else content,
        lines=reading.lines,
        bare=reading.bare,
        problems=tuple(reading.problems),
        unread=frozenset(reading.unread),
        empty=frozenset(reading.empty),
    )


def _nested_too_deep(text: str) -> Problem | None:
    """Where it nests deeper than any setting: PyYAML and we go down it by recursion."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 0
            return Problem(line=line, sentence=TOO_DEEP)
    return None


class _Reading:
    """One walk down a file's nodes, writing down lines and problems on the way."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader = loader
        self._open: list[Node] = []
        self._count = 0
        self.lines: dict[Path, int] = {}
        self.bare: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self.unread: set[Path] = set()
        self.empty: set[Path] = set()

    def value(self, node: Node, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        """What *node* says; *path* leads to it."""
        if node in self._open:
            self._unread(node, path, "it contains itself; write it out once, without the alias")
            return None
        self._count += 1
        if self._count > MOST_VALUES:
            if self._count == MOST_VALUES + 1:
                self._unread(node, path, TOO_MANY)
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if len(self._open) >= DEEPEST:  # by aliases, each of which nests less
            self._unread(node, path, TOO_DEEP)
            return None
        self._open.append(node)
        try:
            return self._collection(node, path)
        finally:
            self._open.pop()

    def _collection(self, node: Node, path: Path) -> Any:  # noqa: ANN401 - a list or a mapping
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        values = []
        for n, entry in enumerate(node.value if isinstance(node, SequenceNode) else ()):
            self.lines[(*path, n)] = _line(entry)
            values.append(self.value(entry, (*path, n)))
        return values

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        """The keys as they are written: YAML would read a bare `on:` as the key true."""
        self._report_twins(node, path)
        try:
            self._loader.flatten_mapping(node)  # `<<: *others`, which stand first
        except Unread as error:
            self._report(node, path, _reason(error))
        mapping = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._report(key, path, "a key must be a plain word")
                continue
            self.lines[(*path, key.value)] = _line(key)
            mapping[key.value] = self.value(value, (*path, key.value))
        return mapping

    def _report_twins(self, node: MappingNode, path: Path) -> None:
        first: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                continue
            if key.value in first:
                place = (*path, key.value)
                sentence = f"stands here a second time, first on line {first[key.value]}; keep one"
                self.problems.append(Problem(line=_line(key), path=place, sentence=sentence))
            first.setdefault(key.value, _line(key))

    def _scalar(self, node: ScalarNode, path: Path) -> Any:  # noqa: ANN401 - text, number, date …
        try:
            value = self._loader.construct_object(node)
        except Unread:
            self._unread(node, path, self._why_unread(node))
            return node.value
        if value is None:
            self.empty.add(path)
        if node.style is None and not _is_text(value):
            self.bare[path] = node.value
        return value

    def _why_unread(self, node: ScalarNode) -> str:
        """It has a tag (`!word`), or only looks like a date or a number."""
        looks = self._loader.resolve(ScalarNode, node.value, (True, False))  # type: ignore[no-untyped-call]
        if node.tag != looks:
            tag = cut(node.tag.replace(_OF_YAML, "!!"))
            return f"no setting has a tag such as {tag}; take it away, or write all of it in quotes"
        if node.tag == f"{_OF_YAML}timestamp":
            return f"there's no date {cut(node.value)}; write one as 2026-11-23, or text in quotes"
        return f"there's no number {cut(node.value)}; if it's text, write it in quotes"

    def _unread(self, node: Node, path: Path, sentence: str) -> None:
        self._report(node, path, sentence)
        self.unread.add(path)

    def _report(self, node: Node, path: Path, sentence: str) -> None:
        self.problems.append(Problem(line=_line(node), path=path, sentence=sentence))


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _unreadable(error: yaml.YAMLError, text: str) -> Problem:
    sentence = f"this isn't YAML: {_reason(error)}"
    if "unexpected end of stream" in sentence and (opened := getattr(error, "context_mark", None)):
        return Problem(line=opened.line + 1, sentence=f"{sentence}; close the quote opened here")
    return Problem(line=_line_of(error, text), sentence=sentence + _remedy(sentence))


def _line_of(error: yaml.YAMLError, text: str) -> int:
    if isinstance(error, ReaderError):
        return text.count("\n", 0, error.position) + 1
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 0


def _reason(error: Exception) -> str:
    """YAML's own words, in one line."""
    words = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return " ".join(words.split())


def _remedy(sentence: str) -> str:
    if "'\\t'" in sentence:
        return "; indent with blanks, not with a tab"
    if "cannot start any token" in sentence or "mapping values are not allowed" in sentence:
        return "; write text with : or with a sign at its beginning in quotes"
    if "expected <block end>" in sentence:
        return "; look at the indentation here and in the line above"
    if "<stream end>" in sentence:
        return "; close what is opened with [ or { above"
    if "but got ':'" in sentence:
        return "; write text with : in quotes"
    if "found another document" in sentence:
        return "; one file is one document: take this --- away"
    if "special characters" in sentence:
        return "; a sign that can't be seen stands in this line: write the line anew"
    return ""
