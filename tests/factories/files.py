"""Small files of votes in the formats that are brought in, written by hand."""

from pathlib import Path

BUDGET = """META
key;value
description;Presupuesto del barrio
country;Uruguay
unit;Barrio
instance;2023
num_projects;3
num_votes;5
budget;100
vote_type;approval
rule;greedy
date_begin;03.04.2023
date_end;21.04.2023
language;es
currency;UYU
PROJECTS
project_id;cost;votes;name;category;selected
plaza;60;3;La plaza;espacio público;1
biblioteca;50;2;La biblioteca;cultura,educación;0
huerta;40;2;La huerta;;1
VOTES
voter_id;vote
1;plaza,huerta
2;plaza
3;biblioteca
4;plaza,huerta
5;biblioteca
"""
POINTS = """META
key;value
description;Puntos
country;Uruguay
unit;Barrio
instance;2022
num_projects;2
num_votes;3
budget;100
vote_type;cumulative
rule;greedy-threshold
date_begin;2022
date_end;2022
min_project_score_threshold;4
PROJECTS
project_id;cost;score;name
a;60;7.5;A
b;40;3;B
VOTES
voter_id;vote;points
1;a,b;2.5,1
2;a;5
3;b;2
"""
ORDERS = """# TITLE: Postres
# DATA TYPE: toi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: Flan
# ALTERNATIVE NAME 2: Arroz con leche
# ALTERNATIVE NAME 3: Alfajor
3: 1,{2,3}
2: 2,3
1: 3
"""
WARD = """4 2
-4
3 1 2 0
3 2 3 0
2 3 0
1 0
1 1 - 3 0
0
"Ada"
"Berta"
"Carla"
"Delia"
"El barrio"
"""
SHEET = """
     Option 1------->: Yes
   / Option 2------->: No
   |/ Option 3------>: None of the above
   ||/
V: 12-   aaaa
V: 213   bbbb
V: 1-2   cccc
V: -12   dddd
V: 1-2   eeee
"""
FILES = {"barrio.pb": BUDGET, "puntos.pb": POINTS, "postres.toi": ORDERS, "barrio.blt": WARD, "tally.txt": SHEET}


def written(folder: Path, name: str, text: str | None = None) -> Path:
    """One of `FILES`, or a file of that name that says something else."""
    path = folder / name
    path.write_text(FILES[name] if text is None else text, encoding="utf-8")
    return path
