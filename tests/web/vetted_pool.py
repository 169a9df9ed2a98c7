"""Creators with everything that a page can show: posts with captions, comments, a vendor's audience, a hand count."""

from __future__ import annotations

from datetime import timedelta

from shoal.domain.intake import ReadOptions

SHEET = (
    "handle,platform,name,followers,country,niche,ER,bio\n"
    'mina_bakes,instagram,Mina Koch,"4,000",Austria,food,3 %,cakes\n'
    "bare,instagram,Bare,,Austria,food,,\n"
    "lena_school,instagram,Lena,1500,Austria,food,,14 years old school\n"
)
CAPTIONS = (
    "Werbung: das neue Mehl ist so fein",
    "mit meinem Code MINA15 gibt es 15 % bei der Mühle",
    "heute verlost @rivalbakes ein Set #ad",
    "Apfelkuchen nach Omas Rezept",
)


def fill_pool(cast, folder) -> None:
    """Bring everything in for Oat & Co."""
    now = cast.shoal.now()
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        creators = cast.shoal.creators
        (folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
        creators.bring_in(folder / "sheet.csv")
        posts, talk = [], []
        for at in range(9):
            day = now - timedelta(days=6 + 5 * at)
            caption = CAPTIONS[at % len(CAPTIONS)]
            address = f"https://www.instagram.com/p/a{at}/"
            posts.append(f'mina_bakes,instagram,p{at},{day:%Y-%m-%d},{120 + 7 * at},{12 + at},"{caption}",{address}')
            for number in range(12):
                said = ("welches Mehl nimmst du?", "so lecker", "danke für das Rezept")[number % 3]
                talk.append(f"instagram,p{at},k{at}-{number},fan{number},{said},,{day:%Y-%m-%dT12:00:00Z}")
            reply = day + timedelta(hours=3)
            talk.append(f"instagram,p{at},r{at},mina_bakes,Dinkel!,k{at}-0,{reply:%Y-%m-%dT%H:%M:%SZ}")
        head = "handle,platform,post id,posted at,likes,comments,caption,url\n"
        (folder / "posts.csv").write_text(head + "\n".join(posts) + "\n", encoding="utf-8")
        creators.bring_in(folder / "posts.csv", ReadOptions(kind="posts"))
        head = "platform,post id,comment id,author,text,parent id,posted at\n"
        (folder / "comments.csv").write_text(head + "\n".join(talk) + "\n", encoding="utf-8")
        creators.bring_in(folder / "comments.csv", ReadOptions(kind="comments"))
        cast.shoal.planning.brief(
            name="spring", goal="orders", text="bread", budget="900 EUR", markets=["AT"], competitors=["rivalbakes"]
        )
        cast.shoal.following.save("mina_bakes", every=40, real=81, unsure=7, fake=12)


def id_of(cast, handle: str) -> str:
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        return "cr_" + cast.shoal.creators.accounts(handle)[0].removeprefix("ac_")


def shown(answer) -> str:
    return answer.content.decode()
