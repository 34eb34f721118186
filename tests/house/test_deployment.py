"""What a deployment is promised: a refused start in one line, settings that are explained, commands that exist."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bench.sizes import QUICK
from bench.stage import Stage
from common.replica.reading import Router
from config.environment import REQUIRED, refusals
from config.settings.base import DATABASE_ROUTERS, database, databases

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "a-key-of-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "council.example",
    "DATABASE_URL": "postgres://minga_app@localhost/none",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://localhost:25",
}
MANAGE = [sys.executable, "manage.py", "check"]
PROGRAMS = {
    "manage.py": MANAGE,
    "web": [sys.executable, "-m", "config.serve"],
    "worker": [sys.executable, "-m", "celery", "-A", "config.celery", "worker"],
    "beat": [sys.executable, "-m", "celery", "-A", "config.celery", "beat"],
}


def run(
    command: list[str], settings: dict[str, str], module: str = "config.settings.production"
) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": module, **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_benchmarks_may_start_too() -> None:
    """They run under production settings; a stricter question to a deployment must not silence them."""
    stage = Stage(QUICK)
    try:
        assert refusals(stage.environment("any")) == []
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_refuses_to_start_without_secrets_in_one_line(program: str) -> None:
    done = run(PROGRAMS[program], {})
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("Minga cannot start: ")
    assert all(name in done.stderr for name in REQUIRED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "demonstration-" + GOOD["SECRET_KEY"]),
        ("SECRET_KEY", "change-me"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"]),
        ("DATABASE_URL", "postgres://minga_app:change-me@postgres/minga"),
        ("DATABASE_URL", "sqlite:///here"),
        ("DATABASE_OWNER_URL", "postgres://minga:change-me@postgres/minga"),
        ("REDIS_URL", "amqp://localhost"),
        ("EMAIL_URL", "smtp+tls://user:change-me@mail.example:587"),
        ("EMAIL_URL", "pigeon://"),
        ("ALLOWED_HOSTS", " , "),
        ("DATABASE_POOL", "many"),
        ("DATABASE_REPLICA_URL", "mysql://localhost/minga"),
        ("DATABASE_REPLICA_LAG", "1"),
        ("SWEEP_SECONDS", "0"),
        ("SWEEP_SECONDS", "inf"),
        ("SWEEP_SECONDS", "nan"),
        ("BROKER_URL", "kafka://one:9092"),
        ("BROKER_URL", "sentinel://one:26379;two:26379"),
        ("PORT", "99999"),
        ("HOST", "not a host"),
        ("API_RATE", "lots"),
        ("API_RATE", "0/hour"),
        ("DATABASE_URL", "postgres://minga_app@localhost"),
        ("REDIS_URL", "redis://localhost/cache"),
        ("ALLOWED_HOSTS", "https://council.example"),
        ("LOG_LEVEL", "loud"),
        ("PUBLISH_ROOT", "published"),
        ("CSRF_TRUSTED_ORIGINS", "of.trust.example"),
    ],
)
def test_a_setting_that_will_not_do_is_named_and_its_value_kept_secret(name: str, value: str) -> None:
    assert refusals(GOOD) == []
    found = refusals({**GOOD, name: value})
    assert len(found) == 1
    assert found[0].startswith(f"{name} ")
    assert value not in found[0]


def test_a_demonstration_secret_stops_a_real_start() -> None:
    done = run(MANAGE, {**GOOD, "SECRET_KEY": "demonstration-" + GOOD["SECRET_KEY"]})
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "demonstration value" in done.stderr


def test_a_key_that_begins_with_a_dollar_sign_is_a_key() -> None:
    done = run(MANAGE, {**GOOD, "SECRET_KEY": "$" + GOOD["SECRET_KEY"]})
    assert done.returncode == 0, done.stderr
    assert GOOD["SECRET_KEY"] not in done.stderr


def test_what_the_address_of_the_database_asks_for_reaches_the_database() -> None:
    settings = database("postgres://minga_app@db.example/minga?sslmode=require")
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert database("postgres://minga_app@/minga?host=/run/here")["HOST"] == "/run/here"
    assert "host" not in database("postgres://minga_app@/minga?host=/run/here")["OPTIONS"]


def test_without_a_replica_there_is_one_database_and_nobody_chooses() -> None:
    assert list(databases(GOOD["DATABASE_URL"])) == ["default"]
    assert DATABASE_ROUTERS == []


def test_nobody_waits_long_for_a_replica_and_nothing_is_made_there() -> None:
    both = databases(
        GOOD["DATABASE_URL"], "postgres://minga_app@replica.example/minga?sslmode=require&connect_timeout=9"
    )
    options = both["replica"]["OPTIONS"]
    assert options["pool"]["timeout"] <= 1 < both["default"]["OPTIONS"]["pool"]["timeout"]
    assert (options["sslmode"], int(options["connect_timeout"])) == ("require", 9), "what the address says is done"
    assert both["replica"]["TEST"] == {"MIRROR": "default"}
    assert Router().allow_migrate("replica", "councils") is False
    assert Router().allow_migrate("default", "councils") is None


def test_the_demonstration_cannot_be_installed_under_production_settings(tmp_path: Path) -> None:
    (tmp_path / "careless.py").write_text(
        "from config.settings.production import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'embedded']\n"
    )
    done = run(MANAGE, {**GOOD, "PYTHONPATH": str(tmp_path)}, "careless")
    assert done.returncode != 0
    assert "no part of these settings" in done.stderr


def test_the_demonstrations_addresses_cannot_be_mounted_elsewhere() -> None:
    spec = importlib.util.find_spec("embedded.urls")
    assert spec and spec.loader
    with pytest.raises(ImproperlyConfigured):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_the_image_leaves_the_demonstration_out() -> None:
    assert "platform/embedded" in (ROOT / ".dockerignore").read_text().splitlines()
    assert "rm -rf platform/embedded" in (ROOT / "Dockerfile").read_text()


def settings_read() -> set[str]:
    """Every name that the settings and the web server read from the environment."""
    found = set(REQUIRED)
    for path in (ROOT / "platform" / "config").rglob("*.py"):
        found |= set(re.findall(r"""\benv(?:iron\.get|\.\w+)?\(\s*["']([A-Z_]+)["']""", path.read_text()))
    found |= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    return found


def test_every_setting_stands_in_the_example_with_a_sentence() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    explained: set[str] = set()
    for number, line in enumerate(lines):
        if match := re.match(r"([A-Z_]+)=", line):
            before = lines[number - 1]
            assert before.startswith("# ") or before.split("=")[0] in explained, f"{match[1]} is not explained"
            explained.add(match[1])
    assert settings_read() - explained == set()
    assert explained - settings_read() == set()


def test_the_example_itself_is_refused() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    refused = {sentence.split()[0] for sentence in refusals(example)}
    assert refused == {"SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "EMAIL_URL"}


def composition() -> dict[str, dict]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_the_composition_has_its_services_each_with_a_health_check() -> None:
    services = composition()
    assert {"web", "worker", "beat", "postgres", "redis", "front"} <= set(services)
    image_checks = "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    assert all("healthcheck" in service or ("build" in service and image_checks) for service in services.values())
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)


def test_a_backup_is_written_by_the_owner_into_a_volume_that_our_user_may_write_to() -> None:
    service = composition()["backup"]
    assert service["profiles"] == ["backup"], "it runs when it is called, and not with the others"
    assert service["environment"]["DATABASE_OWNER_URL"].startswith("${DATABASE_OWNER_URL:?")
    volume, place = next(named.split(":") for named in service["volumes"] if named.startswith("backups:"))
    assert volume in yaml.safe_load((ROOT / "docker-compose.yml").read_text())["volumes"]
    # A volume that is made takes the owner of the folder that the image has in its place.
    made = re.search(r"chown minga (.*?)(?: &&|$)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert made and place in made[1].split()
    assert place in service["command"]
    others = [name for name, told in composition().items() if "backups:" in str(told.get("volumes"))]
    assert others == ["backup"]


def blocks(words: str) -> dict[str, str]:
    """What stands between the braces after each line at the left of the Caddyfile's site, or of the file itself."""
    return {match[2]: match[3] for match in re.finditer(r"^(\t?)(\S.*) \{\n((?:.*\n)*?)\1\}$", words, re.MULTILINE)}


def test_what_our_machines_ask_is_not_passed_on_by_the_front_server() -> None:
    """Held to the words, for a machine without a Caddy; `tests/flows/test_front.py` asks a real one."""
    (site,) = (body for name, body in blocks((ROOT / "deploy" / "Caddyfile").read_text()).items() if "SITE" in name)
    assert "\t@inner path /readyz /metrics\n" in site
    inner = site.index("handle @inner {\n\t\trespond ")
    assert inner < site.index("reverse_proxy")


def test_every_file_of_the_front_server_is_closed_as_a_page_of_ours_is() -> None:
    found = blocks((ROOT / "deploy" / "Caddyfile").read_text())
    closed = dict(line.strip().split(" ", 1) for line in blocks(found["(closed)"])["header"].splitlines())
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    none = "default-src 'none'; frame-ancestors 'none'"
    assert re.findall('header @([a-z]+) Content-Security-Policy "(.*)"', found["(closed)"]) == [
        ("boxed", f"{none}; sandbox"),
        ("pdf", none),
    ]
    assert policy["default-src"] == policy["frame-ancestors"] == ["'none'"]
    assert closed["X-Frame-Options"] == settings.X_FRAME_OPTIONS
    assert closed["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY
    assert closed["Cross-Origin-Opener-Policy"] == settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    assert closed["X-Content-Type-Options"] == "nosniff"
    assert closed["Strict-Transport-Security"].startswith('"max-age=31536000; includeSubDomains; preload')
    (site,) = (body for name, body in found.items() if "SITE" in name)
    handling = [body for name, body in blocks(site).items() if "file_server" in body]
    assert len(handling) == 2
    assert all(body.count("\t\timport closed\n") == 1 for body in handling)


def programs_of(command: list[str]) -> list[list[str]]:
    if command[:2] == ["sh", "-c"]:
        return [shlex.split(part) for part in command[2].split("&&")]
    return [command]


def test_our_commands_name_programs_and_modules_that_exist() -> None:
    commands = [service["command"] for service in composition().values() if "build" in service]
    for line in (ROOT / "Procfile").read_text().splitlines():
        commands.append(shlex.split(line.split(":", 1)[1]))
    for program in (part for command in commands for part in programs_of(command)):
        assert shutil.which(program[0], path=str(Path(sys.executable).parent)), program
        if program[1] == "-m" or program[1] == "-A":
            assert importlib.util.find_spec(program[2]), program
        else:
            assert (ROOT / program[1]).exists(), program


def test_platform_is_a_source_root_and_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert importlib.import_module("platform").python_version()


def test_a_lock_holds_versions_and_their_hashes_and_nothing_else() -> None:
    line = re.compile(r"#.*|[a-z0-9][^\s=]*==\S+( ; [^\\]+)? \\|--hash=sha256:[0-9a-f]{64}( \\)?")
    for path in (ROOT / "requirements").glob("*.txt"):
        lines = [written.strip() for written in path.read_text().splitlines() if written.strip()]
        assert [written for written in lines if not line.fullmatch(written)] == [], path
        assert any("==" in written for written in lines), path


def test_the_log_of_the_database_repeats_no_statement_and_no_row() -> None:
    command = composition()["postgres"]["command"]
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(command)
