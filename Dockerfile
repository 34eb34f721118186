# The product alone: no demonstration, no tests, no compiler. The same locked requirements as everywhere else.
FROM python:3.11-slim AS build
WORKDIR /srv/minga
RUN python -m venv /srv/venv
COPY requirements/base.txt requirements/base.txt
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY pyproject.toml README.md LICENSE manage.py ./
COPY platform platform
COPY councils councils
COPY proposals proposals
RUN rm -rf platform/embedded \
    && /srv/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && /srv/venv/bin/python -m common.catalogues \
    && SECRET_KEY=only-for-collecting-files-0123456789-abcdefghijklmnopqrstuvwxyz ALLOWED_HOSTS=build.invalid \
       DATABASE_URL=postgres://build.invalid/none REDIS_URL=redis://build.invalid/0 EMAIL_URL=smtp://build.invalid:25 \
       STATIC_ROOT=/srv/static DJANGO_SETTINGS_MODULE=config.settings.production \
       /srv/venv/bin/python manage.py collectstatic --noinput --verbosity=0

FROM python:3.11-slim
# pg_dump of the server's own version, for backups: an older one refuses it.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-common ca-certificates \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/minga minga \
    && mkdir -p /srv/media /srv/published /srv/ballot-keys /srv/backups \
    && chown minga /srv/media /srv/published /srv/ballot-keys /srv/backups && chmod 700 /srv/ballot-keys /srv/backups
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/minga /srv/minga
COPY --from=build /srv/static /srv/static
WORKDIR /srv/minga
USER minga
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 \
    STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media PUBLISH_ROOT=/srv/published \
    DJANGO_SETTINGS_MODULE=config.settings.production
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "config.serve"]
