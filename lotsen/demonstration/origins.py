"""Invented names and the languages that go with them, weighted as people arrive in Hessen.

Shares follow the first registrations of early 2024 (Afghanistan 45 %, Türkei 14 %, Syrien 13 %,
Somalia 4 %, …) and the people from Ukraine counted beside them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where invented people come from: how often, what they speak, what they are called."""

    key: str
    share: float
    languages: tuple[tuple[str, float], ...]  # code and how likely somebody speaks it well
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


ORIGINS = (
    Origin("af", 30, (("prs", 0.8), ("pus", 0.45), ("pes", 0.2)),
           ("Zahra", "Maryam", "Farida", "Nilofar", "Shabnam"), ("Reza", "Habib", "Farhad", "Omid", "Jawad"),
           ("Rahimi", "Nazari", "Ahmadi", "Haidari", "Karimi")),
    Origin("ua", 26, (("ukr", 0.95), ("rus", 0.6)),
           ("Olena", "Iryna", "Oksana", "Nataliia", "Kateryna"), ("Oleksandr", "Andrii", "Mykola"),
           ("Kovalenko", "Shevchenko", "Bondarenko", "Melnyk", "Tkachenko")),
    Origin("sy", 14, (("ara", 0.9), ("kmr", 0.25)),
           ("Rania", "Hala", "Yasmin", "Lina", "Noor"), ("Ahmad", "Khaled", "Samir", "Yousef"),
           ("Al-Masri", "Haddad", "Khoury", "Darwish", "Al-Sayed")),
    Origin("tr", 11, (("tur", 0.95), ("kmr", 0.3)),
           ("Elif", "Zeynep", "Ayşe", "Derya"), ("Emre", "Şükrü", "Murat", "Cem"),
           ("Yılmaz", "Demir", "Kaya", "Şahin")),
    Origin("so", 5, (("som", 1.0), ("ara", 0.3)),
           ("Hodan", "Amina", "Fadumo"), ("Abdi", "Yusuf"), ("Warsame", "Farah", "Abdullahi")),
    Origin("ir", 4, (("pes", 1.0), ("eng", 0.4)),
           ("Shirin", "Leila", "Parisa"), ("Arash", "Kian"), ("Hosseini", "Moradi", "Ebrahimi")),
    Origin("er", 4, (("tir", 1.0), ("amh", 0.15), ("eng", 0.3)),
           ("Selam", "Tigist", "Luwam"), ("Tesfay", "Filmon"), ("Gebremedhin", "Haile", "Tekle")),
    Origin("et", 2, (("amh", 0.9), ("orm", 0.4)),
           ("Hanna", "Meron"), ("Dawit", "Abel"), ("Bekele", "Tadesse")),
    Origin("iq", 3, (("ara", 0.7), ("ckb", 0.6)),
           ("Shno", "Rojin"), ("Rebin", "Karwan"), ("Aziz", "Hama", "Rashid")),
    Origin("gn", 1, (("ful", 0.7), ("fra", 0.8)),
           ("Aissatou", "Mariama"), ("Mamadou", "Ibrahima"), ("Diallo", "Bah", "Barry")),
)  # fmt: skip

#: People who grew up here and learned a language at school or on the way.
LOCALS = Origin(
    "de", 0, (("eng", 0.8), ("fra", 0.25), ("spa", 0.12), ("rus", 0.08)),
    ("Birgit", "Renate", "Sabine", "Ulrike", "Monika", "Johanna", "Svenja"),
    ("Jürgen", "Wolfgang", "Thomas", "Matthias", "Hannes"),
    ("Hofmann", "Schäfer", "Weil", "Krämer", "Lotz", "Möller", "Stroh", "Reitz"),
)  # fmt: skip

#: Gave time earlier, or was born here to parents who came: often several languages.
ROOTED = (
    Origin("fa", 0, (("pes", 0.9), ("prs", 0.6)), ("Mina", "Sara"), ("Dariush", "Babak"), ("Tehrani", "Sadeghi")),
    Origin("pl", 0, (("pol", 1.0), ("rus", 0.3)), ("Agnieszka", "Ewa"), ("Michał", "Piotr"), ("Kowalczyk", "Nowak")),
    Origin("ma", 0, (("ara", 0.9), ("fra", 0.7)), ("Samira", "Naima"), ("Rachid", "Karim"), ("El Amrani", "Bennani")),
)  # fmt: skip
