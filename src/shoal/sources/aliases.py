"""Which header words mean which field: in most languages of Europe, the main ones also in those of East Asia.

Folded means without case, accents, spaces and punctuation.
"""

from __future__ import annotations

CREATOR_WORDS: dict[str, str] = {
    "handle": (
        "kullanıcıadı "  # noqa: RUF001  Turkish
        "handle handles username usernames user accountname account accounts profilename platformusername "
        "screenname handleorprofileurl handleorurl handleurl profilehandle socialhandle at alias benutzername "
        "nutzername nomdutilisateur pseudo identifiant usuario nombredeusuario utente nomeutente "
        "nomedeusuario utilizador gebruikersnaam nazwauzytkownika konto compte cuenta conta profil profile "
        "profilo perfil profiel influencerhandle creatorhandle handleorlink accounthandle uniqueid "
        "anvandarnamn brugernavn brukernavn kayttajanimi uzivatelskejmeno uzivatel никнеим ник "
        "юзернеим ユーサー名 アカウント アカウント名 账号 用户名 帳號 아이디 계정"
    ),
    "url": (
        "url link profileurl profilelink links channelurl channellink accounturl sociallink "
        "socialurl lien lienprofil enlace collegamento linkdoperfil profillink kanallink adres "
        "adresprofilu website web site permalinkprofile pageurl"
    ),
    "name": (
        "name names influencer influencers creator creators creatorname influencername fullname displayname "
        "person talent blogger contactname firstlastname nom nombre nome naam imie imieinazwisko nazwa "
        "vorundnachname channelname channeltitle nickname kanal kanalname partner ambassador createur "
        "creatrice creador creadora creatore criador twórca tworca namn nimi navn jmeno имя 名前 姓名 이름 "
        "affiliatename affiliate"
    ),
    "platform": (
        "platform platforms network socialnetwork channel socialmedia medium plattform netzwerk "
        "plateforme reseau reseausocial plataforma red redsocial piattaforma rete rede redesocial "
        "netwerk platforma siec medio платформа соцсеть フラットフォーム 平台 플랫폼 platforma"
    ),
    "followers": (
        "takipcisayısı "  # noqa: RUF001  Turkish
        "followers follower followercount followerscount numberoffollowers nofollowers followersnumber "
        "subscribers subscriberscount subscribercount subs abonnes abonnees nombredabonnes abonnenten "
        "followeranzahl anzahlfollower seguidores numerodeseguidores seguaci iscritti volgers aantalvolgers "
        "obserwujacy liczbaobserwujacych fans fancount fanscount audiencesize userfollowercount following1 "
        "reichweitefollower followerig foljare antalfoljare følgere seuraajat sledujici takipci "
        "подписчики количествоподписчиков フォロワー数 フォロワー 登録者数 "
        "粉丝数 粉丝 粉絲數 팔로워 팔로워수 nseguidores"
        "noseguidores nabonnes nfollower nrfollower"
    ),
    "following": (
        "following followingcount followscount follows numberfollowing abonnements gefolgt "
        "siguiendo seguiti seguindo volgend obserwowani userfollowingcount"
    ),
    "posts_count": (
        "posts postcount postscount mediacount numberofposts totalposts totalvideos totvideos "
        "videocount videos beitrage anzahlbeitrage publications publicaciones post publicacoes "
        "berichten posty usermediacount"
    ),
    "total_likes": "totallikes likestotal heartcount hearts totalhearts likescount",
    "total_views": "totalviews totviews viewcount viewstotal channelviews",
    "avg_likes": (
        "avglikes averagelikes likesavg meanlikes likes avglike averagelike likesperpost "
        "durchschnittlichelikes dlikes moyennelikes mediadelikes gemiddeldelikes medianlikes "
        "jaime megusta mipiace curtidas"
    ),
    "avg_comments": (
        "avgcomments averagecomments commentsavg comments meancomments commentsperpost avgcomment "
        "kommentare durchschnittlichekommentare moyennecommentaires commentaires comentarios "
        "commenti reacties komentarze"
    ),
    "avg_views": (
        "avgviews averageviews viewsavg meanviews views avgreelviews averagereelviews "
        "avgreelsplays viewsperpost avgvideoviews averagevideoviews medianviews aufrufe vues "
        "visualizaciones visualizzazioni visualizacoes weergaven"
    ),
    "er": (
        "er engagementrate engagement engagementpercent engagementratepercent engrate eng erpercent "
        "engagementrateer interaktionsrate engagementquote tauxdengagement tauxengagement tasadeinteraccion "
        "tasadeengagement tassodiengagement tassodinterazione taxadeengajamento betrokkenheid "
        "interactiepercentage wskaznikzaangazowania zaangazowanie engagemang engagementsgrad вовлеченность "
        "エンケーシメント率 互动率 참여율"
    ),
    "niche": (
        "niche niches category categories topic topics interests interest vertical nische "
        "kategorie thema themen categorie thematique categoria tema temas tematica nicchia nicho "
        "onderwerp kategoria tematyka commercecategory genre"
    ),
    "city": (
        "city town location place stadt ort wohnort ville ciudad citta cidade stad plaats miasto localidad "
        "localite kaupunki mesto sehir город 都市 城市 도시"
    ),
    "country": (
        "country countrycode land pays pais paese kraj nation nationality countryregion region geo market maa "
        "zeme ulke страна 国 国家 국가"
    ),
    "language": ("language languages lang sprache sprachen langue langues idioma idiomas lingua lingue taal jezyk"),
    "bio": (
        "bio biography description about profiletext biografie beschreibung biographie biografia "
        "descripcion descrizione descricao signature biotext opis"
    ),
    "captions": "captions captiontexts posttexts",
    "hashtags": "hashtags tags hashtag",
    "notes": (
        "notes note comment1 remark remarks notiz notizen bemerkung bemerkungen remarque "
        "remarques notas nota observaciones osservazioni observacoes opmerking opmerkingen uwagi "
        "notatki anmerkung anmerkungen"
    ),
    "fee": (
        "fee fees price rate cost costs budget quote offer ratecard priceperpost feeperpost rateperpost "
        "postprice honorar preis kosten gage gebuhr vergutung prix tarif tarifs cachet cout precio tarifa "
        "coste cache prezzo costo compenso preco valor prijs tarief vergoeding cena stawka koszt "
        "wynagrodzenie honorarium payment costperpost pricepost preispropost preisprobeitrag kostenpropost "
        "honorarpropost prixparpost tarifparpost precioporpost precioporpublicacion prezzoperpost prezzopost "
        "precoporpost prijsperpost cenazapost quotedrate quotedfee quotedprice negotiatedrate negotiatedfee "
        "agreedrate agreedfee agreedprice pris hinta ucret fiyat цена стоимость 料金 价格 报价 報價 가격 tarifpost "
        "cachepost prixpost preispost prijspost"
    ),
    "currency": "currency cur ccy wahrung devise monnaie moneda divisa valuta moeda waluta",
    "gift": "gift gifted gifting product freeproduct geschenk cadeau regalo omaggio presente prezent",
    "code": (
        "code codes couponcode coupon discountcode promocode promo voucher vouchercode rabattcode "
        "gutscheincode gutschein codepromo codigo codigodescuento codicesconto cupom "
        "codigodedesconto kortingscode kodrabatowy kod discount"
    ),
    "code_uses": (
        "codeuses uses redemptions couponuses codeorders orders sales conversions einlosungen "
        "nutzungen bestellungen utilisations commandes usos pedidos utilizzi ordini gebruik "
        "bestellingen uzycia zamowienia totalorders"
    ),
    "link_clicks": "linkclicks clicks klicks clics clicsenelenlace clic cliques kliks kliki klikniecia",
    "revenue": (
        "revenue salesvalue turnover umsatz chiffredaffaires ca ingresos ventas ricavi fatturato "
        "receita omzet przychod przychody gmv salesamount income1 totalsales"
    ),
    "observed_at": (
        "observedat asof updated updatedat lastupdated scrapedate scrapedat collectedat checked "
        "checkedat stand datestand datecollected"
    ),
    "key": "creatorid influencerid userid profileid channelid accountid",
    "top_post_likes": "toppostlikes likestoppost",
}
POST_WORDS: dict[str, str] = {
    "post_key": (
        "post postid posturl postlink permalink mediaid videoid videourl url link shortcode id "
        "media beitrag beitragslink publication publicacion"
    ),
    "url": "",  # a link that stands beside an id is known by its cells
    "handle": (
        "handle username user account accountname creator creatorname influencer profile author "
        "benutzername usuario utente compte konto owner ownerusername channel channeltitle "
        "accountusername"
    ),
    "key": "creatorid influencerid userid profileid channelid accountid",
    "platform": "platform network socialnetwork plattform plateforme plataforma piattaforma",
    "at": (
        "date time datetime timestamp publishedat postedat createdat created published "
        "publishtime postdate uploaddate datum zeit veroffentlicht fecha data date_posted "
        "dateposted postedon takenat posttime createtime"
    ),
    "likes": "likes likecount likescount gefalltmir jaime megusta mipiace curtidas hearts diggcount",
    "comments": (
        "comments commentcount commentscount kommentare commentaires comentarios commenti reacties komentarze"
    ),
    "shares": ("shares sharecount sharescount reposts repostcount geteilt partages compartidos condivisioni retweets"),
    "saves": (
        "saves savecount saved savedcount bookmarks gespeichert enregistrements guardados salvataggi collectcount"
    ),
    "views": (
        "views viewcount plays playcount videoviews videoplays reach impressions aufrufe vues "
        "visualizaciones visualizzazioni"
    ),
    "caption": (
        "caption captions text posttext description desc title beschreibung legende descripcion didascalia legenda"
    ),
    "type": "type format mediatype posttype producttype kind typ tipo",
    "sponsored": (
        "sponsored paid ad ispaid issponsored paidpartnership ispaidpartnership anzeige werbung brandedcontent"
    ),
    "hashtags": "hashtags tags",
}
COMMENT_WORDS: dict[str, str] = {
    "post_key": "post postid posturl postlink mediaid videoid videourl shortcode media permalink",
    "text": ("text comment commenttext message msg body content kommentar commentaire comentario commento"),
    "author": ("author user username userid useridx commenter from authorname ownerusername handle name commentauthor"),
    "at": (
        "date time datetime timestamp createdat created publishedat postedat datum commentdate commenttime commentedat"
    ),
    "parent": "parent parentid parentcommentid replyto replytoid inreplyto inreplytoid repliedto repliedtoid",
    "comment_key": "commentid id cid",
    "platform": "platform network",
}
AUDIENCE_WORDS: dict[str, str] = {
    "handle": "handle username account creator influencer profile creatorhandle",
    "key": "creatorid influencerid accountid profileid channelid",
    "person": (
        "userid user person follower followerid liker likerid viewer fan member useridx followerusername personid"
    ),
    "platform": "platform network",
}
WORDS_BY_KIND = {
    "creators": CREATOR_WORDS, "posts": POST_WORDS, "comments": COMMENT_WORDS, "audience": AUDIENCE_WORDS,
}  # fmt: skip


def _index(words: dict[str, str]) -> dict[str, str]:
    index: dict[str, str] = {}
    for field, names in words.items():
        for name in names.split():
            index.setdefault(name.replace("_", ""), field)
    return index


INDEX_BY_KIND = {kind: _index(words) for kind, words in WORDS_BY_KIND.items()}
EVERY_WORD = frozenset(word for index in INDEX_BY_KIND.values() for word in index)
FIELDS_BY_KIND = {kind: frozenset(words) for kind, words in WORDS_BY_KIND.items()}

# Headers that carry what nobody may be chosen by (sources.md section 10): dropped before anything is stored.
_DENIED_BY_KIND: dict[str, str] = {
    "ethnicity": "ethnicity ethnicities ethnic audienceethnicities herkunft ethnie etnia",
    "race": "race races audienceraces skincolor skincolour rasse raza raca",
    "religion": "religion religious faith konfession glaube religione religiao religie religia",
    "politics": ("politics political politicalviews politicalleaning party partei politik politique politica"),
    "health": ("health disability illness gesundheit behinderung sante salud salute saude pregnant diagnosis"),
    "sexuality": "sexuality sexualorientation orientation sexualitat sexualidad sexualite lgbtq lgbt",
    "income": (
        "income householdincome salary wealth einkommen gehalt revenus ingresosanuales renda dochod audienceincome"
    ),
    "union membership": "unionmembership tradeunion",
}
DENIED_WORDS = {word: kind for kind, words in _DENIED_BY_KIND.items() for word in words.split()}
_CONTACT_BY_KIND: dict[str, str] = {
    "e-mail": (
        "email mail emailaddress mailadresse contactemail correo correoelectronico courriel "
        "adressemail emails businessemail"
    ),
    "phone": (
        "phone phonenumber tel telephone mobile whatsapp telefon telefonnummer handynummer telefono telefone telefoon"
    ),
    "postal address": (
        "address postaladdress street adresse anschrift strasse direccion indirizzo endereco "
        "shippingaddress zip zipcode postcode postalcode plz"
    ),
    "contact": "contact contacts contactdetails contactinfo businesscontact kontakt kontakte",
    "bank details": "iban bank bankaccount",
    "date of birth": "birthday dateofbirth dob geburtstag geburtsdatum",
}
CONTACT_WORDS = {word: kind for kind, words in _CONTACT_BY_KIND.items() for word in words.split()}
# Parts of a nested name that say where a value lay, not what it is.
_BOX_WORDS = (
    "account author authormeta basics channel count creator data influencer info item items meta metadata metrics "
    "owner profile publicmetrics snippet statistics stats user userinfo value values"
)
BOX_WORDS = frozenset(_BOX_WORDS.split())
# A first cell with one of these and no account makes a line of sums.
_TOTAL_WORDS = (
    "average celkem durchschnitt gemiddelde gesamt gesamtsumme grandtotal ialt insgesamt lacznie mean "
    "media median moyenne ogolem razem soma somme srednia subtotal sum suma summa summe sums totaal "
    "total totale totales totals totaux yhteensa zwischensumme всего итого 合計 合计 总计"
)
TOTAL_WORDS = frozenset(_TOTAL_WORDS.split())
