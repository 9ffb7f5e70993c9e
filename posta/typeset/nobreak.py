"""Tables of what stays together on a line: small words by language, and patterns of numbers, dates, addresses and codes."""

from __future__ import annotations

import re
from functools import lru_cache

# Words a line does not end with: articles, prepositions, conjunctions. "*" holds signs and words of any language.
SMALL_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "*": "& + @ № § # $ € £",
        "en": "a an the of and or nor but for to in on at by as from with into onto over under per via vs vs. "
        "is my our your his its",
        "de": "der die das den dem des ein eine einen einem einer eines und oder aber in im ins an am auf aus "
        "bei beim bis für mit nach von vom vor zu zum zur über unter um ob als wie",
        "fr": "le la les l’ un une des du de d’ à au aux et ou ni en dans par pour sur sous avec sans chez vers "
        "ce cette ces son sa ses mon ma",
        "es": "el la los las lo un una unos unas de del a al y e o u en con por para sin sobre entre su sus mi",
        "it": "il lo la i gli le l’ un uno una di del dello della dei degli delle a al allo alla ai e ed o in "
        "nel nella con per da dal dalla su sul tra fra",
        "pt": "o a os as um uma de do da dos das e ou em no na nos nas com por para sem sobre ao à aos às",
        "nl": "de het een en of van in op aan bij met naar voor uit over te ten ter door om",
        "pl": "a i o u w z we ze na do od po za ku dla bez pod nad przed przy oraz lub ale nie ni że to się",
        "cs": "a i o u k s v z ve ze ke se na do od po za pro bez pod nad před při nebo ale",
        "sk": "a i o u k s v z vo zo ku so na do od po za pre bez pod nad pred pri alebo ale",
        "sv": "en ett den det de och eller men i på av till från med för om vid",
        "da": "en et den det de og eller men i på af til fra med for om ved",
        "nb": "en et ei den det de og eller men i på av til fra med for om ved",
        "fi": "ja tai",
        "hu": "a az egy és vagy de",
        "ro": "un o de la în din cu și sau pe pentru al ai ale a",
        "ru": "а и о у в с к во со ко на до от по за из для без под над при или но не ни же",
        "uk": "а і й о у в з із зі до від по за на для без під над при або але не та",
        "tr": "ve ile veya bir bu",
        "el": "ο η το οι τα των του της τον την και ή σε στο στη στην στον από με για",
        "hi": "और या का की के को में से पर",
        "ca": "el la els les un una de del dels a al i o en amb per sense",
    }.items()
}
_SCRIPT_GUESS = (
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0900-\u097f]"), "hi"),
)
_ALIASES = {"no": "nb", "nn": "nb", "be": "ru", "bg": "ru", "gl": "pt"}


@lru_cache(maxsize=256)
def _words(language: str) -> frozenset[str]:
    return SMALL_WORDS["*"] | SMALL_WORDS.get(_ALIASES.get(language, language), frozenset())


def small_words(language: str, text: str) -> frozenset[str]:
    """The words a line of `language` does not end with; without a language the script's most likely one is taken."""
    primary = language.lower().split("-")[0]
    if not primary:
        primary = next((guess for pattern, guess in _SCRIPT_GUESS if pattern.search(text)), "en")
    return _words(primary)


_CURRENCY = (
    "€|£|\\$|¥|₹|₽|₺|₴|₩|₪|zł|zl|kr|kč|ft|lei|lv|дин|руб|р\\.|грн|円|元|"
    "eur|usd|gbp|pln|chf|czk|sek|nok|dkk|huf|ron|jpy|inr|try|aud|cad|euro|euros|złotych|dollars|pounds"
)
_UNITS = (
    "km|hm|m|dm|cm|mm|µm|mi|ft|in(?! \\w)|kg|g|mg|t|lb|oz|l|dl|cl|ml|h|hrs?|min\\.?|mins|s|sec|ms|°c|°f|°|%|‰|k|khz|hz|w|kw|v|"
    "gb|mb|tb|px|pt|am|pm|a\\.m\\.|p\\.m\\.|uhr|godz\\.?|hod\\.?|klo|heures?|ore(?! \\d)|ur|bpm|x|×"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan\\.?|feb\\.?|mar\\.?|apr\\.?|jun\\.?|jul\\.?|aug\\.?|sept?\\.?|oct\\.?|nov\\.?|dec\\.?|"
    "januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|"
    "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|"
    "januari|februari|maart|mei|augustus|"
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|"
    "maj|augusti|marts|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
    "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
)
_NUMBER = "\\d{1,15}(?:[.,:’'\u00a0\u202f ]\\d{1,15}){0,5}"
_GAP = "[ \u00a0\u202f\u2009]"
_LABELS = (
    "no\\.?|nr\\.?|nos\\.?|№|§{1,2}|p\\.|pp\\.|s\\.|str\\.|vol\\.?|bd\\.|op\\.?|kv\\.?|bwv|k\\.|fig\\.|tel\\.?|t:|fax|hall|room|stage|gate|"
    "floor|platform|saal|halle|sala|salle|raum|rs\\.?"
)
_TITLES = "Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|Hr|Fr|Sig|Mme|Mlle|M|ks|św|inż|mgr|dr|prof"

# Inside a match no line may start. Every repetition is bounded or anchored, so that no text takes more than linear time.
UNBREAKABLE: tuple[re.Pattern[str], ...] = (
    # Web and mail addresses, handles and hashtags.
    re.compile(r"(?<!\S)(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(r"(?<!\S)[^\s@]{1,64}@[^\s@]{1,200}(?!\S)"),
    re.compile(r"(?<![\w@#])[@#]\w[\w.]{0,99}"),
    re.compile(r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}\b(?:/\S*)?", re.IGNORECASE),
    # Phone numbers: a plus, or seven digits and more in groups.
    re.compile(r"(?:\+|\b00)\d[\d \u00a0\-().\u2011/]{4,24}\d|(?<!\w)\(?\d{2,4}\)?(?:[ \-\u2011]\d{2,4}){2,6}(?!\w)"),
    # Numbers with what follows them: currency and units.
    re.compile(rf"(?<!\w){_NUMBER}{_GAP}(?:{_CURRENCY}|{_UNITS})(?!\w)", re.IGNORECASE),
    # Currency and labels before numbers.
    re.compile(rf"(?<!\w)(?:{_CURRENCY}){_GAP}{_NUMBER}", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:{_LABELS}){_GAP}(?:\d[\w./-]*|(?-i:[A-Z]\b))", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:ul|al|pl|os)\.{_GAP}\w", re.IGNORECASE),
    # Day and month.
    re.compile(
        rf"(?<!\w)\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?{_GAP}(?:(?:de|di|of){_GAP})?(?:{_MONTHS})(?!\w)", re.IGNORECASE
    ),
    re.compile(rf"(?<!\w)(?:{_MONTHS}){_GAP}\d{{1,2}}(?:st|nd|rd|th)?(?![\w:])", re.IGNORECASE),
    re.compile(rf"(?<!\w)\d{{1,2}}{_GAP}tháng{_GAP}\d{{1,2}}(?!\w)|(?<!\w)(?:thứ|chủ){_GAP}\w", re.IGNORECASE),
    # Ranges with spaced dashes between numbers: 19:00 – 22:00, 5 – 8 May.
    re.compile(rf"(?<!\w)\d[\d.:]*{_GAP}[–—-]{_GAP}\d[\d.:]*"),
    # Ranges without spaces: 21–23, 19:00–22:00, 11am–3pm.
    re.compile(r"\d[\w.:]{0,6}[–—]\d"),
    # Codes and numbers with hyphens, slashes or dots: A-12, 24/7, 18-24.
    re.compile(r"(?<!\w)(?=[\w/.\-\u2010\u2011]{0,24}\d)\w{1,40}(?:[-\u2010\u2011/.]\w{1,40}){1,8}(?!\w)"),
    # Initials with each other and with the name: J. S. Bach.
    re.compile(rf"(?<!\w)(?:[^\W\d_]\.{_GAP}?){{1,6}}{_GAP}(?=[^\W\d_])[^\W\d_]"),
    # Forms of address: Dr. Who, św. Jan.
    re.compile(rf"(?<!\w)(?:{_TITLES})\.?{_GAP}(?=[^\W\d_])[^\W\d_]"),
    # Numbers with their counters: 3月13日, 20時.
    re.compile(r"(?<!\d)(?:\d{1,6}[年月日時分秒円人名回階号室部冊]){1,6}(?:[（(][月火水木金土日・祝]{1,6}[）)])?"),
    # A dash or dot that stands alone stays with the words before it.
    re.compile(rf"\S{_GAP}[–—·•|/](?={_GAP}|$)"),
    # French double punctuation after a space, and guillemets.
    re.compile(rf"(?<=\S){_GAP}[!?:;»›]"),
    re.compile(rf"[«‹]{_GAP}\S"),
)

_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    "segunda|terça|quarta|quinta|sexta|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|"
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    "poniedziałek|wtorek|środa|środę|czwartek|piątek|sobota|sobotę|niedziela|niedzielę|"
    "pondělí|úterý|středa|čtvrtek|pátek|neděle|pondelok|utorok|streda|štvrtok|piatok|nedeľa|"
    "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|søndag|"
    "maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    "понеділок|вівторок|середа|четвер|п[’ʼ'\"]ятниця|субота|неділя|"
    "pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar|"
    "δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή|"
    "dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|luni|marți|miercuri|joi|vineri|sâmbătă|duminică"
)
_SHORT_WEEKDAYS = (
    "mon|tues?|wed|thu|thur|thurs|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|"
    "gio|sab|pon|pn|wt|śr|czw|pt|sob|nd|niedz|po|út|st|čt|pá|ne|mån|tis|ons|tors?|fre|lör|sön|man|tir|lør|søn|"
    "пн|вт|ср|чт|пт|сб|вс|нд|ma|woe?|zat?|zon?|vri?j?"
)
_HOURS = "ore|alle|dalle|ora|h|kl\\.?|klo|godz\\.?|hod\\.?|saat|ώρα|hora|horas|as|às|начало в|о"

# Inside a match a line starts only at this cost or more: what belongs together, but may be parted in a narrow column.
CLINGING: tuple[tuple[re.Pattern[str], float], ...] = (
    # Weekday and day: Fri 15, Sabato 6, Friday March 13; a written-out weekday's comma is a place to break.
    (re.compile(rf"(?<!\w)(?:{_WEEKDAYS}){_GAP}(?:\d|(?:{_MONTHS})(?!\w))", re.IGNORECASE), 10.0),
    (re.compile(rf"(?<!\w)(?:{_SHORT_WEEKDAYS})[.,]{{0,2}}{_GAP}(?:\d|(?:{_MONTHS})(?!\w))", re.IGNORECASE), 10.0),
    # A time with the word for it: ore 20:00.
    (re.compile(rf"(?<!\w)(?:{_HOURS}){_GAP}\d", re.IGNORECASE), 10.0),
    # Month and year.
    (re.compile(rf"(?<!\w)(?:{_MONTHS}),?{_GAP}(?:(?:de|del){_GAP})?\d{{4}}(?!\w)", re.IGNORECASE), 0.75),
)
