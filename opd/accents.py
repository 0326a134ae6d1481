"""The sixteen colours of which every OPD has one; the style sheet has the same as `.accent-1` to `.accent-16`."""

ACCENTS: dict[int, str] = {  # each at least 4.5:1 against white and against the portal's ground, #FAF7F2
    1: "#14532D",  # portal green
    2: "#8A3A12",  # terracotta
    3: "#1F4068",  # indigo
    4: "#7A4E0B",  # ochre
    5: "#0E5560",  # petrol
    6: "#7A2440",  # wine
    7: "#4A5A16",  # rice leaf
    8: "#5C3B1E",  # soga brown
    9: "#4B3272",  # plum
    10: "#1B6350",  # jade
    11: "#8C2F24",  # brick
    12: "#2B5A8C",  # river blue
    13: "#67590A",  # brass
    14: "#7B3B66",  # mangosteen
    15: "#3B4A57",  # slate
    16: "#33603A",  # moss
}

NAMES: dict[int, str] = {  # what people call them when they choose
    1: "Hijau portal",
    2: "Terakota",
    3: "Nila",
    4: "Oker",
    5: "Biru petrol",
    6: "Anggur",
    7: "Daun padi",
    8: "Cokelat soga",
    9: "Ungu",
    10: "Giok",
    11: "Bata",
    12: "Biru sungai",
    13: "Kuningan",
    14: "Manggis",
    15: "Batu sabak",
    16: "Lumut",
}
