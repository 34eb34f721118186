"""Results as pictures: where everything stands, worked out exactly and without a database; the templates draw it.

What a picture says stands also in a table, and by a mark's shape: nobody needs its colours.
"""
