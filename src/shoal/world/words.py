"""What made-up creators say of themselves: word lists of our own, in six languages.

Keys are languages of :mod:`shoal.world.places`; values are things a creator may care about.
"""

from __future__ import annotations

VALUES = (
    "organic", "fair", "repair", "second_hand", "slow_fashion", "vegan", "zero_waste", "local", "handmade", "inclusive",
)  # fmt: skip

# How often a creator of a niche cares about each value, in the order of VALUES. A judgement; the niches that the two
# briefs from life ask for are given enough of them.
VALUE_SHARES: dict[str, tuple[float, ...]] = {
    "fashion": (0.26, 0.34, 0.24, 0.38, 0.32, 0.10, 0.14, 0.10, 0.20, 0.16),
    "food": (0.24, 0.12, 0.02, 0.03, 0.00, 0.26, 0.16, 0.30, 0.10, 0.06),
    "coffee": (0.22, 0.34, 0.04, 0.03, 0.00, 0.16, 0.10, 0.52, 0.14, 0.06),
    "beauty": (0.20, 0.10, 0.00, 0.02, 0.02, 0.24, 0.10, 0.06, 0.08, 0.20),
    "fitness": (0.06, 0.04, 0.00, 0.02, 0.00, 0.16, 0.02, 0.12, 0.00, 0.16),
    "family": (0.20, 0.12, 0.12, 0.26, 0.04, 0.06, 0.14, 0.20, 0.16, 0.10),
    "travel": (0.04, 0.08, 0.02, 0.02, 0.02, 0.08, 0.08, 0.18, 0.02, 0.06),
    "outdoor": (0.06, 0.10, 0.24, 0.16, 0.02, 0.08, 0.12, 0.18, 0.06, 0.06),
    "tech": (0.00, 0.06, 0.28, 0.10, 0.00, 0.02, 0.04, 0.06, 0.06, 0.06),
}

VALUE_PHRASES: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "organic": ("bio", "Biobaumwolle"), "fair": ("fair produziert", "fair trade"),
        "repair": ("reparieren statt wegwerfen", "Repair Café"), "second_hand": ("second hand", "gebraucht statt neu"),
        "slow_fashion": ("slow fashion", "weniger, aber besser"), "vegan": ("vegan", "pflanzlich"),
        "zero_waste": ("zero waste", "plastikfrei"), "local": ("aus der Nachbarschaft", "lokal & um die Ecke"),
        "handmade": ("handgemacht", "selbst genäht"), "inclusive": ("für alle Körper", "inklusiv"),
    },
    "nl": {
        "organic": ("biologisch", "biologisch katoen"), "fair": ("eerlijk gemaakt", "fair trade"),
        "repair": ("repareren", "Repair Café"), "second_hand": ("tweedehands", "second hand"),
        "slow_fashion": ("slow fashion", "minder maar beter"), "vegan": ("vegan", "plantaardig"),
        "zero_waste": ("zero waste", "plasticvrij"), "local": ("uit de buurt", "lokaal"),
        "handmade": ("handgemaakt", "zelf genaaid"), "inclusive": ("voor elk lichaam", "inclusief"),
    },
    "en": {
        "organic": ("organic", "organic cotton"), "fair": ("fairly made", "fair trade"),
        "repair": ("repair, don't replace", "visible mending"), "second_hand": ("second hand", "thrifted"),
        "slow_fashion": ("slow fashion", "fewer, better things"), "vegan": ("vegan", "plant based"),
        "zero_waste": ("zero waste", "plastic free"), "local": ("local neighbourhood", "shop local"),
        "handmade": ("handmade", "made at home"), "inclusive": ("for every body", "inclusive"),
    },
    "fr": {
        "organic": ("bio", "coton bio"), "fair": ("commerce équitable", "fabriqué dignement"),
        "repair": ("réparer avant tout", "atelier de réparation"), "second_hand": ("seconde main", "friperie"),
        "slow_fashion": ("slow fashion", "moins mais mieux"), "vegan": ("vegan", "végétal"),
        "zero_waste": ("zéro déchet", "sans plastique"), "local": ("mon quartier", "local"),
        "handmade": ("fait main", "cousu main"), "inclusive": ("pour tous les corps", "inclusif"),
    },
    "es": {
        "organic": ("ecológico", "algodón orgánico"), "fair": ("comercio justo", "hecho con justicia"),
        "repair": ("reparar antes que tirar", "remendar"), "second_hand": ("segunda mano", "ropa usada"),
        "slow_fashion": ("moda lenta", "menos y mejor"), "vegan": ("vegano", "vegetal"),
        "zero_waste": ("cero residuos", "sin plástico"), "local": ("de barrio", "local"),
        "handmade": ("hecho a mano", "cosido en casa"), "inclusive": ("para todos los cuerpos", "inclusivo"),
    },
    "it": {
        "organic": ("biologico", "cotone bio"), "fair": ("equo e solidale", "fatto con rispetto"),
        "repair": ("riparare", "rammendo"), "second_hand": ("seconda mano", "vintage"),
        "slow_fashion": ("moda lenta", "meno ma meglio"), "vegan": ("vegano", "vegetale"),
        "zero_waste": ("zero sprechi", "senza plastica"), "local": ("di quartiere", "locale"),
        "handmade": ("fatto a mano", "cucito in casa"), "inclusive": ("per ogni corpo", "inclusivo"),
    },
}  # fmt: skip

# Three things a creator of a niche talks about, per language; niches in the order of places.NICHES.
TOPICS: dict[str, dict[str, tuple[str, str, str]]] = {
    "de": {
        "fashion": ("Mode", "Outfits", "Kleiderschrank"), "food": ("Rezepte", "Küche", "Abendessen"),
        "coffee": ("Kaffee", "Cafés", "Espresso"), "beauty": ("Hautpflege", "Make-up", "Haare"),
        "fitness": ("Laufen", "Training", "Yoga"), "family": ("Familienalltag", "Kinder", "Basteln"),
        "travel": ("Reisen", "Zugreisen", "Städte"), "outdoor": ("Wandern", "Klettern", "Berge"),
        "tech": ("Technik", "Fahrräder & Gadgets", "Basteln mit Elektronik"),
    },
    "nl": {
        "fashion": ("mode", "outfits", "kledingkast"), "food": ("recepten", "koken", "avondeten"),
        "coffee": ("koffie", "koffietentjes", "espresso"), "beauty": ("huidverzorging", "make-up", "haar"),
        "fitness": ("hardlopen", "training", "yoga"), "family": ("gezinsleven", "kinderen", "knutselen"),
        "travel": ("reizen", "treinreizen", "steden"), "outdoor": ("wandelen", "klimmen", "kamperen"),
        "tech": ("techniek", "fietsen & gadgets", "elektronica"),
    },
    "en": {
        "fashion": ("fashion", "outfits", "wardrobe"), "food": ("recipes", "cooking", "dinner"),
        "coffee": ("coffee", "cafés", "espresso"), "beauty": ("skincare", "make-up", "hair"),
        "fitness": ("running", "training", "yoga"), "family": ("family life", "kids", "crafts"),
        "travel": ("travel", "train trips", "cities"), "outdoor": ("hiking", "climbing", "camping"),
        "tech": ("tech", "bikes & gadgets", "electronics"),
    },
    "fr": {
        "fashion": ("mode", "tenues", "dressing"), "food": ("recettes", "cuisine", "dîner"),
        "coffee": ("café", "coffee shops", "espresso"), "beauty": ("soins", "maquillage", "cheveux"),
        "fitness": ("course à pied", "entraînement", "yoga"), "family": ("vie de famille", "enfants", "bricolage"),
        "travel": ("voyages", "voyages en train", "villes"), "outdoor": ("randonnée", "escalade", "camping"),
        "tech": ("tech", "vélos & gadgets", "électronique"),
    },
    "es": {
        "fashion": ("moda", "looks", "armario"), "food": ("recetas", "cocina", "cena"),
        "coffee": ("café", "cafeterías", "espresso"), "beauty": ("cuidado de la piel", "maquillaje", "pelo"),
        "fitness": ("correr", "entrenamiento", "yoga"), "family": ("vida en familia", "niños", "manualidades"),
        "travel": ("viajes", "viajes en tren", "ciudades"), "outdoor": ("senderismo", "escalada", "acampada"),
        "tech": ("tecnología", "bicis y gadgets", "electrónica"),
    },
    "it": {
        "fashion": ("moda", "outfit", "armadio"), "food": ("ricette", "cucina", "cena"),
        "coffee": ("caffè", "bar e torrefazioni", "espresso"), "beauty": ("cura della pelle", "trucco", "capelli"),
        "fitness": ("corsa", "allenamento", "yoga"), "family": ("vita in famiglia", "bambini", "lavoretti"),
        "travel": ("viaggi", "viaggi in treno", "città"), "outdoor": ("escursioni", "arrampicata", "campeggio"),
        "tech": ("tecnologia", "bici e gadget", "elettronica"),
    },
}  # fmt: skip

BIO_JOINS: dict[str, str] = {"de": " & ", "nl": " & ", "en": " & ", "fr": " et ", "es": " y ", "it": " e "}
BIO_CLOSINGS: dict[str, tuple[str, ...]] = {
    "de": ("", "", "Kooperation: DM", "jeden Sonntag neu", "schreib mir gern"),
    "nl": ("", "", "samenwerken: DM", "elke zondag nieuw", "stuur gerust een bericht"),
    "en": ("", "", "collabs: DM", "new every Sunday", "say hello"),
    "fr": ("", "", "collab : DM", "chaque dimanche", "écris-moi"),
    "es": ("", "", "colaboraciones: DM", "cada domingo", "escríbeme"),
    "it": ("", "", "collaborazioni: DM", "ogni domenica", "scrivimi"),
}
CAPTION_OPENINGS: dict[str, tuple[str, ...]] = {
    "de": ("Heute:", "Endlich wieder", "Mein Tipp für", "Ganz ehrlich über", "Drei Gedanken zu"),
    "nl": ("Vandaag:", "Eindelijk weer", "Mijn tip voor", "Eerlijk over", "Drie gedachten over"),
    "en": ("Today:", "Finally back to", "My tip for", "Being honest about", "Three thoughts on"),
    "fr": ("Aujourd'hui :", "Enfin de retour :", "Mon conseil :", "En toute honnêteté :", "Trois idées sur"),
    "es": ("Hoy:", "Por fin otra vez", "Mi consejo de", "Con sinceridad sobre", "Tres ideas sobre"),
    "it": ("Oggi:", "Finalmente di nuovo", "Il mio consiglio su", "Sinceramente su", "Tre pensieri su"),
}
CAPTION_ENDINGS: dict[str, tuple[str, ...]] = {
    "de": ("Was meint ihr?", "Wie macht ihr das?", "", "Mehr in der Story.", "Danke fürs Lesen!"),
    "nl": ("Wat vinden jullie?", "Hoe doen jullie dat?", "", "Meer in mijn story.", "Dank voor het lezen!"),
    "en": ("What do you think?", "How do you do it?", "", "More in my stories.", "Thanks for reading!"),
    "fr": ("Vous en pensez quoi ?", "Et chez vous ?", "", "La suite en story.", "Merci de me lire !"),
    "es": ("¿Qué opináis?", "¿Cómo lo hacéis?", "", "Más en mis historias.", "¡Gracias por leer!"),
    "it": ("Che ne pensate?", "Voi come fate?", "", "Altro nelle storie.", "Grazie di leggermi!"),
}
AD_LABELS: dict[str, str] = {
    "de": "Anzeige", "nl": "Advertentie", "en": "Ad", "fr": "Collaboration commerciale",
    "es": "Publicidad", "it": "Pubblicità",
}  # fmt: skip
COMMENTS: dict[str, tuple[str, ...]] = {
    "de": ("so schön", "toll!", "Wo hast du das her?", "Danke für den Tipp", "Das probiere ich am Wochenende aus"),
    "nl": ("zo mooi", "leuk!", "Waar heb je dat gekocht?", "Dank voor de tip", "Dit ga ik dit weekend proberen"),
    "en": ("love this", "great!", "Where did you get it?", "Thanks for the tip", "Trying this at the weekend"),
    "fr": ("magnifique", "super !", "Tu l'as trouvé où ?", "Merci du conseil", "Je teste ce week-end"),
    "es": ("qué bonito", "¡genial!", "¿Dónde lo has comprado?", "Gracias por el consejo", "Lo pruebo el finde"),
    "it": ("bellissimo", "bravi!", "Dove l'hai trovato?", "Grazie del consiglio", "Lo provo nel weekend"),
}
EMOJI_COMMENTS = ("😍", "🔥🔥", "❤️", "👏👏👏", "🙌")
REPLIES: dict[str, str] = {
    "de": "Danke dir! Ich schreibe dir gleich.", "nl": "Dank je! Ik stuur je een bericht.",
    "en": "Thank you! I will message you.", "fr": "Merci ! Je t'écris.", "es": "¡Gracias! Te escribo.",
    "it": "Grazie! Ti scrivo.",
}  # fmt: skip
