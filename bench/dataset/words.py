"""What the dataset's people are called and what they say."""

import random

FIRST = (
    "Ada Amir Anna Ben Bianca Carla Cem Chloe Dana Diego Elif Emma Enzo Fatou Felix Gia Hana Hugo Ida Ines Ivy Jan "
    "Jade Jonas Kai Lara Leo Lina Luca Maja Marta Mia Milo Nadia Nico Noa Olga Omar Paul Pia Rosa Sara Tess Theo Uma "
    "Vera Yara Yuki Zoe"
).split()
LAST = (
    "Adler Bauer Blanc Bruno Castro Chen Costa Dahl Diaz Ekman Ferri Fontaine Garcia Haas Ito Jensen Kaya Keller Kim "
    "Laurent Lopez Marin Meyer Moreau Novak Okafor Ortiz Park Patel Peters Rossi Ruiz Santos Schmidt Silva Singh Smith "
    "Sousa Tanaka Vidal Wagner Weber Young Zhang"
).split()
SHOP = (
    "Alder Amber Atlas Birch Bloom Cedar Cloud Clover Coral Dune Ember Fern Flint Harbor Hazel Indigo Juniper Linen "
    "Lotus Maple Meadow Mint Moss North Nova Oak Opal Orchard Pebble Pine Quartz River Sage Slate Sol Terra Velvet"
).split()
TRADE = (
    "Apparel Audio Baby Beauty Books Ceramics Coffee Craft Fitness Games Garden Home Jewelry Kitchen Pets Tea".split()
)
THINGS = "mug, teapot, lamp, candle, throw, backpack, serum, lip balm, notebook, tumbler, crème brûlée set".split(", ")
VARIANTS = "small, large, sage green, set of two, 350 ml, refill, matte black, limited edition, été 2026".split(", ")
CATEGORIES = "Beauty Books Fashion Fitness Food Gaming Home Music Parenting Pets Tech Travel".split()

OPENERS = [
    "Hi! Thanks for reaching out.",
    "Hello, we love your videos and think our new range would suit you well.",
    "Good morning,",
    "Hey, quick question about the last shipment.",
    "Thank you for the fast answer!",
    "Hi there, hope your week is going well.",
    "Sorry for the late reply.",
    "Great news!",
    "Bonjour, merci pour votre message.",
    "Hallo, danke für die schnelle Antwort!",
    "Hola, ¿qué tal? 😊",
    "Perfect, that works for me.",
]
MIDDLES = [
    "The sample should arrive by Thursday, and the tracking number follows tonight.",
    "Could you tell me what commission you had in mind for the spring campaign?",
    "We would start with two short videos and one live session at the weekend.",
    "My audience asks about this colour all the time, so I would like to show both.",
    "I have added the three products to my showcase and will post on Friday evening.",
    "The size chart is on the product page, but the medium runs a little small.",
    "Last month's live brought in more orders than the whole quarter before 🎉",
    "Is it alright if I keep the sample for a second video?",
    "We can raise the rate for the first two weeks if you go live with it.",
    "The discount code does not seem to work for some of my followers.",
    "Let me check with my team and come back to you tomorrow.",
    "Could you send me the pictures without the logo?",
]
CLOSERS = [
    "Let me know what you think!",
    "Looking forward to it.",
    "Thanks 🙏",
    "Talk soon!",
    "Best wishes",
    "Would that be alright for you?",
    "I will keep you posted.",
    "No hurry.",
]


def person(rng: random.Random) -> str:
    """A creator's name."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def shop(rng: random.Random) -> str:
    """A seller's name."""
    return f"{rng.choice(SHOP)} {rng.choice(TRADE)}"


def agency(rng: random.Random) -> str:
    """An agency's name."""
    return f"{rng.choice(SHOP)} {rng.choice(LAST)} Media"


def texts(rng: random.Random, count: int) -> list[str]:
    """Things that people write, from two words to a short letter."""
    return [_text(rng) for _ in range(count)]


def _text(rng: random.Random) -> str:
    middles = rng.sample(MIDDLES, k=rng.choices((0, 1, 2, 4), weights=(30, 45, 20, 5))[0])
    parts = [rng.choice(OPENERS) if rng.random() < 0.6 or not middles else "", *middles]
    return " ".join([part for part in parts if part] + [rng.choice(CLOSERS)] * (rng.random() < 0.4))
