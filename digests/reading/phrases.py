"""What sites write around articles, in the search form of `digests.text.normalise`.

General phrases only: what a single site writes is learnt by recurrence (see `furniture`).
"""

LABELS = (
    r"(?:read|see|watch|check|view|hear|listen)(?: it)?[ -]?(?:also|more|next|too|now|this|here)",
    r"(?:also|must|don[’']t|do not) (?:read|see|watch|miss)(?: this| on \w+)?",
    r"read (?:the )?(?:full|original) (?:story|article|report)(?: here)?",
    r"more (?:on|from|about|in) [\w .&’'-]{2,40}",
    (
        r"(?:related|recommended|suggested|similar|previous|next|earlier|top|popular|trending|"
        r"latest)(?: (?:articles?|posts?|story|stories|news|coverage|reading|content|videos?|"
        r"links?|reads?|headlines))?"
    ),
    r"you (?:may|might|can) (?:also )?(?:like|love|enjoy|be interested in|want to read)",
    r"(?:in case|if) you missed it|icymi|editor[’']?s[’']? (?:pick|picks|choice)",
    r"(?:click|tap) (?:here )?(?:to|for) [\w ]{3,40}",
    r"lesen sie (?:auch|mehr|dazu)|mehr zum thema|lesetipp|siehe auch",
    r"(?:à |a )?lire (?:aussi|également)|voir aussi|sur le m[êe]me sujet",
    r"(?:lee|lea|leer|ver|v[ée]a|mira) (?:tambi[ée]n|m[áa]s)|te puede interesar",
    r"(?:leia|veja) (?:tamb[ée]m|mais)|saiba mais",
    r"leggi anche|guarda anche|lees ook|zobacz tak[żz]e|czytaj (?:te[żz]|tak[żz]e)",
    r"читайте также|смотрите также|по теме",
    r"相关阅读|延伸阅读|推荐阅读|相关新闻|関連記事|あわせて読みたい|관련기사",
)
"""Patterns before a colon, bar or dash; the title of another article follows."""

LINES = frozenset(
    line.strip()
    for line in """
    advertisement | advertising | advertisement continue reading the main story | ad | ads
    sponsored | sponsored content | promoted content | paid content
    story continues below advertisement | story continues below | article continues below
    article continues after advertisement | continue reading the main story | continue reading
    continue reading below | read more | more | read full article | read full story
    read the full story | read original article | view original | see more | show more | load more
    view more | learn more | find out more | click here | source | source link | original source
    sources | via | link | original article | share | share this | share this article
    share this post | share this story | share article | share on facebook | share on twitter
    share on linkedin | share on whatsapp | share via email | share on pinterest | share on reddit
    share with | share with your friends | sharing | click to share | tweet | tweet this | pin it
    retweet | like this | like | loading | email | e-mail | print | print this | facebook
    twitter | linkedin | whatsapp | pinterest | reddit | telegram | instagram | youtube | tumblr
    messenger | flipboard | pocket | copy link | link copied | leave a comment | leave a reply
    leave a response | post a comment | add a comment | add comment | comment | comments
    view comments | show comments | 0 comments | no comments | no comments yet
    join the conversation | join the discussion | cancel reply | reply | replies | categories
    category | tags | tag | filed under | tagged | topics | related topics | archives | related
    related articles | related posts | related stories | related content | related news
    related links | related coverage | related items | related video | related videos | see also
    you may also like | you might also like | you may like | recommended | recommended for you
    recommended stories | recommended articles | recommended reading | more stories | more news
    more from this author | about the author | about author | author | written by | editor's picks
    editors' picks | most popular | most read | most viewed | most shared | most commented
    popular | popular posts | popular stories | trending | trending now | trending stories
    top stories | latest | latest news | latest posts | latest stories | recent posts
    recent comments | breaking news | what's hot | don't miss | must read | must reads | up next
    next up | previous | next | previous article | next article | previous post | next post
    older posts | newer posts | prev | post navigation | back to top | go back to top | go to top
    top | scroll up | skip to | skip to content | skip to main content
    go back to top. skip to: start of article | menu | home | search | navigation | main menu
    toggle navigation | open menu | close menu | close | login | log in | sign in | sign up
    register | subscribe | subscribe now | newsletter | newsletters | email address | your email
    your email address | enter your email | submit | sign up for our newsletter
    subscribe to our newsletter | get our newsletter | follow | follow us | follow us on
    follow me | follow us on twitter | follow us on facebook | like us on facebook
    find us on facebook | contact | contact us | about | about us | privacy | privacy policy
    terms | terms of use | terms of service | terms and conditions | cookie policy | cookies
    disclaimer | sitemap | all rights reserved | accept | accept cookies | i agree | ok
    image copyright | image caption | media caption | media playback is unsupported on your device
    play video | video | watch video | watch | listen | play | pause | mute | photos | photo
    gallery | view gallery | view slideshow | slideshow | enlarge this image | hide caption
    toggle caption | view photo | view photos | view image | click to enlarge | getty images
    image | close next-in | report a typo | report an error | suggest a correction
    send us feedback | give feedback | donate | support us | rate this | vote | download
    download the app | get the app | print page
    """.replace("\n", " | ").split("|")
    if line.strip()
)
"""Lines that are furniture as a whole; marks around them are ignored."""

TAIL = frozenset(
    line.strip()
    for line in """
    leave a comment | leave a reply | leave a response | post a comment | add a comment | comments
    add comment | view comments | show comments | join the conversation | join the discussion
    related articles | related posts | related stories | related content | related news | related
    you may also like | you might also like | recommended for you | recommended stories
    more stories | recommended | recommended articles | more news | share this article
    share this | share this post | share this story | share | categories | tags | filed under
    about the author | post navigation | most popular | most read | popular posts | trending now
    trending | recent posts | recent comments | latest news | latest posts | editor's picks
    top stories | source link | follow us | privacy policy | sign up for our newsletter
    subscribe to our newsletter | cancel reply
    """.replace("\n", " | ").split("|")
    if line.strip()
)
"""Headings below which only furniture comes, if no paragraph follows."""

OPENINGS = (
    r"your e-?mail address will not be published",
    r"required fields are marked",
    r"save my name,? e-?mail",
    r"this site uses (?:akismet|cookies)",
    r"(?:we|this (?:web)?site) uses? cookies",
    r"by (?:clicking|continuing|signing up|subscribing|using this site)\b.{0,60}(?:agree|accept)",
    r"(?:please )?(?:sign up|subscribe)(?: here| now| today)? (?:for|to) (?:our|the|your|free)\b",
    (
        r"get (?:our|the) (?:free |daily |weekly |latest ){0,3}(?:newsletter|news|stories|"
        r"headlines).{0,40}(?:inbox|e-?mail)"
    ),
    (
        r"(?:please )?follow (?:us|me|him|her|@\w+|[\w .]{2,40}) on (?:twitter|facebook|instagram|"
        r"x|linkedin|youtube|google)\b"
    ),
    r"(?:like|find|join) us on (?:twitter|facebook|instagram|linkedin|telegram|whatsapp)\b",
    r"(?:click|tap) here (?:to|for)\b",
    r"click to (?:share|e-?mail|print|tweet|enlarge)\b",
    (
        r"(?:share|tweet|pin|post) (?:this|it|on|via|to) ?(?:on |via |to )?(?:facebook|twitter|"
        r"linkedin|pinterest|reddit|whatsapp|telegram|e-?mail|google)\b"
    ),
    r"(?:copyright|\(c\)|©)\W{0,3}(?:\(c\)|©)?\W{0,3}(?:19|20)\d\d\b",
    (
        r"(?:the )?(?:content|material|article|story) (?:on|in|from) this (?:page|site|website)\b"
        r".{0,60}(?:copyright|reproduced|permission)"
    ),
    r"this material may not be (?:published|broadcast|reproduced)",
    r"all rights reserved",
    r"this (?:article|post|story) (?:was )?(?:originally|first) (?:appeared|published|posted)\b",
    r"the post .{0,160} (?:first )?appeared (?:first )?on\b",
    r"(?:please )?enable javascript",
    r"(?:your browser|javascript) (?:does not|doesn't|is (?:disabled|required|not))",
    r"(?:you|we) (?:have|need|must) (?:to )?(?:be )?(?:logged in|log in|javascript)",
    r"(?:filed under|posted in|tagged(?: with| as)?|categories|tags|topics|category)\s?:",
    r"skip to:? (?:main )?(?:content|navigation|start of article)",
    r"go back to top",
    r"read or share this (?:story|article|post)",
    r"(?:image|photo|media|video) (?:copyright|caption|credit|source)\b.{0,60}$",
    r"(?:download|get) (?:our|the) (?:free )?[\w ]{0,20}app\b",
)
"""Patterns with which only furniture opens, on lines shorter than `LONGEST_POINTER`."""

AGENCIES = (
    r"getty(?: images)?(?: via [\w .]{2,20})?(?: for [\w .&]{2,30})?",
    r"afp(?: photo)?|reuters|ap(?: photo| images)?|associated press|epa(?:-efe)?|efe|bloomberg",
    r"shutterstock|istock(?:photo)?|alamy(?: stock photo)?|adobe stock|depositphotos|dreamstime",
    r"unsplash|pexels|pixabay|flickr|wikimedia(?: commons)?|creative commons|instagram",
    r"nurphoto|xinhua|vcg|visual china group|anadolu(?: agency)?|dpa|picture alliance|tass|sputnik",
    r"pa(?: wire| images| media)?|press association|cnbc|cnn|zuma(?: press)?|sipa(?: usa)?|imago",
    r"handout|file photo|file|courtesy|supplied|screengrab|stock image|kyodo(?: news)?|yonhap",
    r"lightrocket|sopa images|afp/getty images|the washington post|usa today(?: sports)?|redux",
)
"""Patterns of houses that supply pictures, as they close a credit line."""
