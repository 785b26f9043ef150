"""The names and descriptions of our commands in other languages; what is answered stays English.

Where Discord shows one of these languages, a command is typed by its name in it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

LANGUAGES: tuple[tuple[str, ...], ...] = (("de",), ("fr",), ("es-ES", "es-419"))
"""German, French, Spanish: Discord's locales, in the order of the columns below."""

WORDS: Mapping[str, tuple[str, str, str]] = {
    # commands
    "latest": ("neueste", "dernières", "últimas"),
    "story": ("meldung", "article", "noticia"),
    "similar": ("ähnliche", "semblables", "parecidas"),
    "search": ("suche", "recherche", "buscar"),
    "topics": ("themen", "thèmes", "temas"),
    "help": ("hilfe", "aide", "ayuda"),
    "list": ("liste", "liste", "lista"),
    "add": ("anlegen", "ajouter", "añadir"),
    "edit": ("ändern", "modifier", "editar"),
    "show": ("zeigen", "montrer", "mostrar"),
    "preview": ("vorschau", "aperçu", "vista-previa"),
    "run": ("ausgeben", "publier", "publicar"),
    "pause": ("anhalten", "suspendre", "pausar"),
    "resume": ("fortsetzen", "reprendre", "reanudar"),
    "remove": ("entfernen", "supprimer", "quitar"),
    # options
    "topic": ("thema", "thème", "tema"),
    "count": ("anzahl", "nombre", "cantidad"),
    "words": ("worte", "mots", "palabras"),
    "from": ("von", "source", "fuente"),
    "since": ("seit", "depuis", "desde"),
    "page": ("seite", "page", "página"),
    "verb": ("befehl", "commande", "comando"),
    "name": ("name", "nom", "nombre"),
    "every": ("wann", "quand", "cuándo"),
    "channel": ("kanal", "salon", "canal"),
    "timezone": ("zeitzone", "fuseau", "zona-horaria"),
    "title": ("titel", "titre", "título"),
    "stories": ("meldungen", "articles", "noticias"),
    "first": ("erste", "premier", "primera"),
    "when_empty": ("wenn_leer", "si_vide", "si_vacío"),
    "catch_up": ("nachholen", "rattrapage", "recuperar"),
    "on_unknown": ("bei_zweifel", "si_doute", "si_duda"),
    "carry": ("mitnehmen", "report", "arrastre"),
    "starting": ("beginn", "début", "inicio"),
    "style": ("stil", "style", "estilo"),
    "pictures": ("bilder", "images", "imágenes"),
    "silent": ("lautlos", "silencieux", "silencio"),
    "crosspost": ("weitergeben", "diffuser", "difundir"),
    "forum_tags": ("forum_tags", "tags_forum", "etiquetas"),
    "new_name": ("neuer_name", "nouveau_nom", "nuevo_nombre"),
    # descriptions of commands
    "News by topic, from Broadsheet": (
        "Nachrichten nach Themen, von Broadsheet",
        "L’actualité par thème, avec Broadsheet",
        "Noticias por temas, con Broadsheet",
    ),
    "When digests come to this server, for admins": (
        "Wann Überblicke auf diesen Server kommen, für Admins",
        "Quand les résumés arrivent sur ce serveur, pour les admins",
        "Cuándo llegan los resúmenes a este servidor, para admins",
    ),
    "The newest stories, under their topics": (
        "Die neuesten Meldungen, nach Themen",
        "Les dernières actualités, par thème",
        "Las últimas noticias, por temas",
    ),
    "One story in full: summary, who tells it, when, links": (
        "Eine Meldung ganz: Zusammenfassung, Quellen, Zeiten, Links",
        "Un sujet en entier : résumé, sources, dates, liens",
        "Una noticia completa: resumen, fuentes, fechas, enlaces",
    ),
    "Stories like the one you name": (
        "Meldungen, die der genannten gleichen",
        "Des sujets semblables à celui que vous nommez",
        "Noticias parecidas a la que nombras",
    ),
    "Stories in the archive": (
        "Meldungen im Archiv",
        "Les sujets des archives",
        "Noticias del archivo",
    ),
    "The headings, and how many stories stand under each": (
        "Die Rubriken und wie viele Meldungen darunter stehen",
        "Les rubriques, et combien de sujets dans chacune",
        "Las secciones, y cuántas noticias hay en cada una",
    ),
    "What can be asked, with examples": (
        "Was man fragen kann, mit Beispielen",
        "Ce que l’on peut demander, avec des exemples",
        "Qué se puede preguntar, con ejemplos",
    ),
    "The schedules of this server": (
        "Die Zeitpläne dieses Servers",
        "Les programmations de ce serveur",
        "Las programaciones de este servidor",
    ),
    "A new schedule; its first times are shown": (
        "Ein neuer Zeitplan; seine ersten Zeiten werden gezeigt",
        "Une nouvelle programmation ; ses premières dates sont montrées",
        "Una programación nueva; se muestran sus primeras fechas",
    ),
    "Change a schedule; it keeps its memory": (
        "Einen Zeitplan ändern; er behält sein Gedächtnis",
        "Modifier une programmation ; elle garde sa mémoire",
        "Cambiar una programación; conserva su memoria",
    ),
    "A schedule and its next times": (
        "Ein Zeitplan und seine nächsten Zeiten",
        "Une programmation et ses prochaines dates",
        "Una programación y sus próximas fechas",
    ),
    "What a schedule would say now; nothing is posted": (
        "Was ein Zeitplan jetzt sagen würde; nichts wird gepostet",
        "Ce qu’une programmation dirait maintenant ; rien n’est publié",
        "Lo que diría ahora una programación; no se publica nada",
    ),
    "Post an extra edition now": (
        "Jetzt eine zusätzliche Ausgabe posten",
        "Publier maintenant une édition de plus",
        "Publicar ahora una edición adicional",
    ),
    "Stop a schedule until it’s resumed": (
        "Einen Zeitplan anhalten, bis er fortgesetzt wird",
        "Suspendre une programmation jusqu’à sa reprise",
        "Pausar una programación hasta que se reanude",
    ),
    "Let a paused schedule go on": (
        "Einen angehaltenen Zeitplan fortsetzen",
        "Reprendre une programmation suspendue",
        "Reanudar una programación en pausa",
    ),
    "Take a schedule out": (
        "Einen Zeitplan entfernen",
        "Supprimer une programmation",
        "Quitar una programación",
    ),
    # descriptions of options
    "Only this topic": ("Nur dieses Thema", "Ce thème seulement", "Solo este tema"),
    "How many stories": ("Wie viele Meldungen", "Combien de sujets", "Cuántas noticias"),
    "A word or two of it; typos are forgiven": (
        "Ein, zwei Worte daraus; Tippfehler machen nichts",
        "Un mot ou deux ; les fautes de frappe sont pardonnées",
        "Una o dos palabras; se perdonan las erratas",
    ),
    "Words, or “a phrase”": (
        "Worte oder „ein Satzteil“",
        "Des mots, ou « une expression »",
        "Palabras, o «una frase»",
    ),
    "Only what this publisher tells": (
        "Nur was dieses Medium meldet",
        "Seulement ce que dit ce média",
        "Solo lo que cuenta este medio",
    ),
    "A date, a month (2026-11), yesterday or 7d": (
        "Ein Datum, ein Monat (2026-11), yesterday oder 7d",
        "Une date, un mois (2026-11), yesterday ou 7d",
        "Una fecha, un mes (2026-11), yesterday o 7d",
    ),
    "Which page": ("Welche Seite", "Quelle page", "Qué página"),
    "One command": ("Ein Befehl", "Une commande", "Un comando"),
    "The schedule’s name": (
        "Der Name des Zeitplans",
        "Le nom de la programmation",
        "El nombre de la programación",
    ),
    "What it’s called: letters, digits and hyphens": (
        "Wie er heißt: Buchstaben, Ziffern, Bindestriche",
        "Son nom : lettres, chiffres, traits d’union",
        "Su nombre: letras, cifras y guiones",
    ),
    "What it’s called from now on": (
        "Wie er von jetzt an heißt",
        "Son nouveau nom",
        "Su nombre a partir de ahora",
    ),
    "When: weekday at 09:00 | mon, thu at 08:00, 18:30 | friday at 16:30": (
        "Wann: weekday at 09:00 | mon, thu at 08:00, 18:30 | friday at 16:30",
        "Quand : weekday at 09:00 | mon, thu at 08:00, 18:30 | friday at 16:30",
        "Cuándo: weekday at 09:00 | mon, thu at 08:00, 18:30 | friday at 16:30",
    ),
    "Where to; without it, this channel": (
        "Wohin; ohne Angabe in diesen Kanal",
        "Où ; par défaut, ce salon",
        "Dónde; si no se dice, este canal",
    ),
    "Only these, with commas between them": (
        "Nur diese, mit Kommas dazwischen",
        "Ceux-ci seulement, séparés par des virgules",
        "Solo estos, separados por comas",
    ),
    "The zone of those times: Europe/Berlin": (
        "Die Zone dieser Zeiten: Europe/Berlin",
        "Le fuseau de ces heures : Europe/Paris",
        "La zona de esas horas: Europe/Madrid",
    ),
    "What stands above the digest": (
        "Was über dem Überblick steht",
        "Ce qui est écrit au-dessus du résumé",
        "Lo que figura encima del resumen",
    ),
    "How many stories at most": (
        "Wie viele Meldungen höchstens",
        "Combien de sujets au plus",
        "Cuántas noticias como máximo",
    ),
    "Post a first digest at once": (
        "Gleich einen ersten Überblick posten",
        "Publier tout de suite un premier résumé",
        "Publicar enseguida un primer resumen",
    ),
    "What to post when there’s nothing to tell": (
        "Was zu posten ist, wenn es nichts zu melden gibt",
        "Que publier quand il n’y a rien à dire",
        "Qué publicar cuando no hay nada que contar",
    ),
    "What to do about digests that were missed": (
        "Was mit verpassten Überblicken geschieht",
        "Que faire des résumés manqués",
        "Qué hacer con los resúmenes perdidos",
    ),
    "What to do when nobody can tell whether it was posted": (
        "Was zu tun ist, wenn niemand weiß, ob gepostet wurde",
        "Que faire si nul ne sait si c’est publié",
        "Qué hacer si no se sabe si se publicó",
    ),
    "How long a story that found no place competes again: 2 days": (
        "Wie lange eine Meldung ohne Platz wieder antritt: 2 days",
        "Combien de temps un sujet sans place reste en lice : 2 days",
        "Cuánto sigue compitiendo una noticia sin sitio: 2 days",
    ),
    "From which date rhythms over several weeks count": (
        "Ab welchem Datum mehrwöchige Rhythmen zählen",
        "Date à partir de laquelle compter plusieurs semaines",
        "Fecha desde la que se cuentan varias semanas",
    ),
    "What the digest is made of": (
        "Woraus der Überblick gemacht ist",
        "De quoi est fait le résumé",
        "De qué está hecho el resumen",
    ),
    "With thumbnails": ("Mit Bildern", "Avec des vignettes", "Con miniaturas"),
    "Without a notification": (
        "Ohne Benachrichtigung",
        "Sans notification",
        "Sin notificación",
    ),
    "From an announcement channel to those that follow it": (
        "Aus einem Ankündigungskanal an alle, die ihm folgen",
        "D’un salon d’annonces vers ceux qui le suivent",
        "De un canal de anuncios a quienes lo siguen",
    ),
    "A forum’s tags for it, with commas between them": (
        "Tags im Forum, mit Kommas dazwischen",
        "Les tags du forum, séparés par des virgules",
        "Etiquetas del foro, separadas por comas",
    ),
}
"""English, then German, French and Spanish. What is typed as it is stands in all of them."""


def localised(words: str) -> dict[str, str]:
    """*words* by Discord's locales."""
    return dict(_by_locale(words))


def named(name: str, description: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A command or an option of Discord's, in all our languages."""
    return {
        "name": name,
        "name_localizations": localised(name),
        "description": description,
        "description_localizations": localised(description),
        **fields,
    }


def _by_locale(words: str) -> Iterator[tuple[str, str]]:
    for locales, word in zip(LANGUAGES, WORDS[words], strict=True):
        yield from ((locale, word) for locale in locales)
