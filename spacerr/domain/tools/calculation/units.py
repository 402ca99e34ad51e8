"""The units that the calculator knows, with exact factors where units are defined by them.

A year is 365.25 days, a month a twelfth of it. A calorie has 4.184 joules, horsepower is the
mechanical one, and gallons, pints and cups are those of the United States. A kB has 1,000 bytes, a
KiB 1,024.
"""

from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from spacerr.domain.tools.calculation.numbers import CONTEXT, Number, multiply
from spacerr.domain.tools.calculation.trigonometry import PI

Dimension = tuple[int, ...]
"""Exponents of length, mass, time, temperature, current, data and angle."""

_DIMENSIONS: dict[str, Dimension] = {
    "length": (1, 0, 0, 0, 0, 0, 0),
    "area": (2, 0, 0, 0, 0, 0, 0),
    "volume": (3, 0, 0, 0, 0, 0, 0),
    "mass": (0, 1, 0, 0, 0, 0, 0),
    "time": (0, 0, 1, 0, 0, 0, 0),
    "temperature": (0, 0, 0, 1, 0, 0, 0),
    "current": (0, 0, 0, 0, 1, 0, 0),
    "data": (0, 0, 0, 0, 0, 1, 0),
    "angle": (0, 0, 0, 0, 0, 0, 1),
    "speed": (1, 0, -1, 0, 0, 0, 0),
    "frequency": (0, 0, -1, 0, 0, 0, 0),
    "force": (1, 1, -2, 0, 0, 0, 0),
    "pressure": (-1, 1, -2, 0, 0, 0, 0),
    "energy": (2, 1, -2, 0, 0, 0, 0),
    "power": (2, 1, -3, 0, 0, 0, 0),
    "charge": (0, 0, 1, 0, 1, 0, 0),
    "voltage": (2, 1, -3, 0, -1, 0, 0),
    "resistance": (2, 1, -3, 0, -2, 0, 0),
}
NO_DIMENSION: Dimension = (0,) * 7
ANGLE = _DIMENSIONS["angle"]
_WORDS = {dimension: word for word, dimension in _DIMENSIONS.items()}

_PREFIXES = {
    "p": ("pico", Fraction(1, 10**12)),
    "n": ("nano", Fraction(1, 10**9)),
    "µ": ("micro", Fraction(1, 10**6)),
    "m": ("milli", Fraction(1, 1000)),
    "c": ("centi", Fraction(1, 100)),
    "d": ("deci", Fraction(1, 10)),
    "h": ("hecto", Fraction(100)),
    "k": ("kilo", Fraction(1000)),
    "M": ("mega", Fraction(10**6)),
    "G": ("giga", Fraction(10**9)),
    "T": ("tera", Fraction(10**12)),
    "P": ("peta", Fraction(10**15)),
    "Ki": ("kibi", Fraction(2**10)),
    "Mi": ("mebi", Fraction(2**20)),
    "Gi": ("gibi", Fraction(2**30)),
    "Ti": ("tebi", Fraction(2**40)),
    "Pi": ("pebi", Fraction(2**50)),
}
_ALSO = {"µ": "u", "k": "K"}
"""Prefixes that are often written in another way."""
_MICRO, _GREEK_MU = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"
_WORD_CHARS = 3
"""Shorter names are symbols: they have no plural, and upper and lower case tell them apart."""
_LONGEST = 30
"""Characters of an unknown name that are compared."""
_SIMILAR = 3
"""Units that are suggested for an unknown one."""

_TABLE = """
length | m metre meter | 1 | p n µ m c d k
length | in inch inches | 0.0254
length | ft foot feet | 0.3048
length | yd yard | 0.9144
length | mi mile | 1609.344
length | nmi nautical_mile | 1852
length | au astronomical_unit | 149597870700
length | ly light_year lightyear | 9460730472580800
area | ha hectare | 10000
area | acre | 4046.8564224
area | sqft sq_ft | 0.09290304
area | sqm sq_m | 1
area | sqmi sq_mi | 2589988.110336
volume | L l litre liter | 1/1000 | µ m c d h
volume | gal gallon | 0.003785411784
volume | qt quart | 0.003785411784/4
volume | pt pint | 0.003785411784/8
volume | cup | 0.003785411784/16
volume | floz fl_oz fluid_ounce | 0.003785411784/128
volume | tbsp tablespoon | 0.003785411784/256
volume | tsp teaspoon | 0.003785411784/768
volume | bbl barrel | 42*0.003785411784
mass | g gram gramme | 1/1000 | n µ m k
mass | t tonne | 1000 | k M G
mass | lb lbs pound | 0.45359237
mass | oz ounce | 0.45359237/16
mass | st stone | 0.45359237*14
mass | ct carat | 0.0002
time | s sec second | 1 | p n µ m
time | min minute | 60
time | h hr hrs hour | 3600
time | d day | 86400
time | week wk | 604800
time | fortnight | 1209600
time | month | 2629800
time | year yr yrs | 31557600
time | decade | 315576000
time | century centuries | 3155760000
temperature | K kelvin | 1 | m
temperature | °C degC C celsius | 1
temperature | °F degF F fahrenheit | 5/9
current | A amp ampere | 1 | n µ m k
data | bit b | 1 | k M G T P Ki Mi Gi Ti Pi
data | B byte | 8 | k M G T P Ki Mi Gi Ti Pi
speed | mph | 0.44704
speed | kph kmh | 5/18
speed | kn knot | 1852/3600
frequency | Hz hertz | 1 | k M G T
frequency | rpm | 1/60
force | N newton | 1 | m k M
force | lbf | 4.4482216152605
pressure | Pa pascal | 1 | h k M G
pressure | bar | 100000 | m
pressure | atm atmosphere | 101325
pressure | psi | 4.4482216152605/0.00064516
pressure | mmHg | 133.322387415
pressure | torr | 101325/760
energy | J joule | 1 | m k M G T
energy | Wh watt_hour | 3600 | k M G T
energy | cal calorie | 4.184
energy | kcal Cal kilocalorie | 4184
energy | eV electronvolt | 1.602176634e-19 | m k M G T
energy | BTU Btu | 1055.05585262
power | W watt | 1 | n µ m k M G T
power | hp horsepower | 745.69987158227022
charge | Ah amp_hour | 3600 | m
voltage | V volt | 1 | n µ m k M
resistance | Ω Ω ohm | 1 | m k M
angle | rad radian | 1 | m
angle | deg ° degree | π/180
"""
"""Dimension, names, size in units of the SI (bits for data, radians for angles), prefixes."""

_NO_OFFSET = Fraction(0)
_OFFSETS = {"°C": Fraction("273.15"), "°F": Fraction("459.67")}


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """`factor` is its size in SI units. `offset` is what is added before, for temperatures that are
    counted from elsewhere than absolute zero.
    """

    name: str
    factor: Number
    dimension: Dimension
    offset: Fraction = _NO_OFFSET


def find_unit(name: str) -> Unit | None:
    """A unit by its symbol or name, in singular or plural. Upper and lower case of words don't
    matter; MB, Mb and mb are three things.
    """
    name = name.replace(_GREEK_MU, _MICRO)
    return _UNITS.get(name) or _FOLDED.get(name.casefold())


def similar_units(name: str) -> list[str]:
    """Names of units that one may have meant, first those that differ in upper and lower case."""
    cased = [it for it in _UNITS if it.casefold() == name.casefold()]
    close = get_close_matches(name[:_LONGEST], _UNITS)
    found = {id(_UNITS[it]): it for it in reversed([*cased, *close])}
    return list(reversed(found.values()))[:_SIMILAR]


def dimension_name(dimension: Dimension) -> str:
    """What is measured: "a length"; "" where it has no name."""
    word = _WORDS.get(dimension, "")
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}" if word else ""


def _read_table() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Units by their names as written, and by those names that may be written in any case."""
    units: dict[str, Unit] = {}
    words: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        dimension, names, size, *prefixes = (it.strip() for it in line.split("|"))
        symbol, *_ = names.split()
        base = Unit(symbol, _factor(size), _DIMENSIONS[dimension], _OFFSETS.get(symbol, _NO_OFFSET))
        _add(base, names.split(), units, words)
        for prefix in "".join(prefixes).split():
            word, times = _PREFIXES[prefix]
            unit = Unit(prefix + symbol, multiply(times, base.factor), base.dimension)
            for name in names.split():
                if len(name) > _WORD_CHARS or name == "bit":
                    _add(unit, [word + name], units, words)
                if len(name) <= _WORD_CHARS:
                    _add(unit, [prefix + name, _ALSO.get(prefix, prefix) + name], units)
    return units, words


def _add(
    unit: Unit, names: list[str], units: dict[str, Unit], words: dict[str, Unit] | None = None
) -> None:
    """Add a unit by its names; where these may be `words`, in the plural and in any case, too."""
    for name in names:
        units.setdefault(name, unit)
        if words is not None and len(name) >= _WORD_CHARS and name.isalpha():
            units.setdefault(f"{name}s", unit)
            words.setdefault(name.casefold(), unit)
            words.setdefault(f"{name.casefold()}s", unit)


def _factor(size: str) -> Number:
    """A product of numbers, each with what it is divided by."""
    if size == "π/180":
        return CONTEXT.divide(PI, Decimal(180))
    result = Fraction(1)
    for part in size.split("*"):
        above, _, below = part.partition("/")
        result *= Fraction(above) / Fraction(below or 1)
    return result


_UNITS, _FOLDED = _read_table()
