"""First names, family names and handle words of the made-up creators: common words, put together by dice."""

from __future__ import annotations

FIRST_NAMES: dict[str, tuple[str, ...]] = {
    "DE": ("Mira", "Jonas", "Lena", "Finn", "Clara", "Emil", "Nele", "Paul", "Ida", "Luca", "Romy", "Anton", "Maja"),
    "AT": ("Lisa", "Felix", "Anna", "Lukas", "Vroni", "Max", "Katha", "Moritz", "Leni", "Simon", "Resi", "Jakob"),
    "NL": ("Sanne", "Daan", "Fleur", "Bram", "Noor", "Sem", "Lotte", "Thijs", "Isa", "Jip", "Roos", "Koen", "Evi"),
    "FR": ("Camille", "Hugo", "Manon", "Louis", "Chloe", "Jules", "Zoe", "Theo", "Lucie", "Nathan", "Elise", "Remi"),
    "ES": ("Lucia", "Pablo", "Marta", "Hugo", "Carla", "Diego", "Nuria", "Alvaro", "Irene", "Sergio", "Paula", "Marc"),
    "IT": ("Giulia", "Marco", "Chiara", "Luca", "Elena", "Matteo", "Sara", "Davide", "Irene", "Andrea", "Marta"),
    "GB": ("Amelia", "Jack", "Isla", "Harry", "Poppy", "Alfie", "Freya", "Callum", "Megan", "Owen", "Tilly", "Rhys"),
}  # fmt: skip
FAMILY_NAMES: dict[str, tuple[str, ...]] = {
    "DE": ("Albrecht", "Brandt", "Dietrich", "Engel", "Falk", "Graf", "Hahn", "Jung", "Kern", "Lorenz", "Seidel"),
    "AT": ("Auer", "Bichler", "Eder", "Fuchs", "Gruber", "Haas", "Leitner", "Moser", "Pichler", "Reiter", "Wagner"),
    "NL": ("Bakker", "de Boer", "Dekker", "de Graaf", "Hendriks", "Kok", "Mulder", "Prins", "Smit", "Visser", "Vos"),
    "FR": ("Bonnet", "Chevalier", "Dupuis", "Fontaine", "Garnier", "Lambert", "Moreau", "Perrin", "Roussel"),
    "ES": ("Alonso", "Blanco", "Castro", "Delgado", "Ferrer", "Gil", "Herrera", "Molina", "Ortega", "Vidal", "Serra"),
    "IT": ("Bianchi", "Conti", "De Luca", "Ferrari", "Gallo", "Greco", "Marini", "Ricci", "Rizzo", "Sala", "Villa"),
    "GB": ("Barker", "Cole", "Dawson", "Ellis", "Fletcher", "Hughes", "Lawson", "Marsh", "Palmer", "Reed", "Walsh"),
}  # fmt: skip
# Handle words are plain ASCII and at most nine letters: a TikTok handle has at most 24 characters.
HANDLE_WORDS: dict[str, tuple[str, ...]] = {
    "fashion": ("wears", "closet", "stitch", "threads", "looks", "wardrobe", "mode"),
    "food": ("kitchen", "eats", "bakes", "table", "cooks", "plates", "soup"),
    "coffee": ("coffee", "brews", "espresso", "cups", "filter", "crema", "roasts"),
    "beauty": ("glow", "skin", "beauty", "balm", "lips", "petals", "mirror"),
    "fitness": ("moves", "runs", "lifts", "yoga", "strong", "laps", "gym"),
    "family": ("family", "mum", "home", "littles", "nest", "at.home", "crew"),
    "travel": ("travels", "away", "roams", "maps", "trains", "wander", "trips"),
    "outdoor": ("outside", "hikes", "peaks", "trails", "climbs", "camps", "wild"),
    "tech": ("tech", "bytes", "builds", "codes", "gadgets", "pixels", "lab"),
}
HANDLE_JOINS = ("", ".", "_")
