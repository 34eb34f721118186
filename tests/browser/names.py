"""What a screen reader is told of the pages that matter most: the accessibility tree, as far as it must hold."""

# By role and page, in Spanish by day. A list says what is there in this order, and leaves out what is between.
NAMES = {
    ("visitor", "home"): """
      - link "Ir al contenido"
      - banner:
        - link "Minga"
        - navigation "Principal":
          - list:
            - listitem:
              - link "Ahora"
      - main:
        - heading "Lo que los movimientos deciden juntos" [level=1]
        - heading "Se está votando" [level=2]
        - list:
          - listitem:
            - link /criterio .* quedan? \\d+/
    """,
    ("visitor", "ballot-counted"): """
      - main:
        - navigation "Usted está aquí":
          - list:
            - listitem:
              - link /Consejo/
        - heading "Ningún país sin gente suya en cada equipo" [level=1]
        - paragraph: /Aprobada, según la regla vinculante/
        - region "Los mismos votos, contados de tres maneras":
          - heading "Los mismos votos, contados de tres maneras" [level=2]
          - region "Por escaños":
            - figure:
              - img "Por escaños"
          - region "Por países":
            - figure:
              - img "Por países"
    """,
    ("delegate", "ballot-motion"): """
      - main:
        - heading [level=1]
        - region "Su voto":
          - heading "Su voto" [level=2]
          - group "¿Qué dice su movimiento?":
            - radio /^Sí/
            - radio /^No/
            - radio /^Abstención/
            - radio /^Bloqueo/
          - paragraph:
            - button "Continuar"
    """,
}
