"""How the public API describes itself, and who may read it from where: the same in every deployment."""

CORS_URLS_REGEX = r"^/(?:api/|dumps/|councils/[^/]+/feed[./])"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = [
    *("Complete-Until", "ETag", "Last-Modified", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"),
]

SPECTACULAR_SETTINGS = {
    "TITLE": "Minga",
    "DESCRIPTION": "What the councils deliberate, decide and publish. Read-only, for everybody. Once a day all of "
    "it is written as files too: /dumps/latest/minga.zip.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["api.schema.add_position"],
    # Without the generator's own hook, which names every set of words and warns when two rooms use one name.
    "POSTPROCESSING_HOOKS": ["api.schema.add_answers"],
}
