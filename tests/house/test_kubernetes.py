"""The manifests for Kubernetes say what docker-compose.yml says, and name only what there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.urls import resolve

from config.environment import REQUIRED
from watching.queue import QUEUES

ROOT = Path(__file__).resolve().parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
PODS = ("Deployment", "Job", "CronJob")


def read(path: Path) -> list[dict]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def resources(folder: Path) -> Iterator[dict]:
    """What `kubectl apply -k` would apply, before it is patched."""
    (kustomization,) = read(folder / "kustomization.yaml")
    for name in [*kustomization.get("resources", []), *kustomization.get("components", [])]:
        path = (folder / name).resolve()
        yield from resources(path) if path.is_dir() else read(path)


FOUND = list(resources(KUBERNETES / "example"))
BY_NAME = {(found["kind"], found["metadata"]["name"]): found for found in FOUND}
WORKLOADS = [found for found in FOUND if found["kind"] in PODS]
COMPOSITION = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
SETTINGS = {line.split("=")[0] for line in EXAMPLE.splitlines() if re.match("[A-Z_]+=", line)}


def name_of(found: dict) -> str:
    return found["metadata"]["name"]


def pod_of(workload: dict) -> dict:
    spec = workload["spec"]
    return spec.get("jobTemplate", {}).get("spec", spec)["template"]["spec"]


def containers() -> Iterator[tuple[dict, dict]]:
    for workload in WORKLOADS:
        pod = pod_of(workload)
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            yield workload, container


def test_every_file_is_applied_and_nothing_has_the_name_of_another() -> None:
    written = {path for path in KUBERNETES.rglob("*.yaml") if path.name != "kustomization.yaml"}
    assert sum(len(read(path)) for path in written) == len(FOUND) == len(BY_NAME)


@pytest.mark.parametrize("service", ["web", "migrate", "beat", "backup"])
def test_a_process_is_started_as_the_composition_starts_it(service: str) -> None:
    (workload,) = [found for found in WORKLOADS if name_of(found) == service]
    (container,) = pod_of(workload)["containers"]
    assert container["command"] == COMPOSITION[service]["command"]


def test_each_queue_has_its_workers() -> None:
    for queue in QUEUES:
        (container,) = pod_of(BY_NAME["Deployment", f"worker-{queue}"])["containers"]
        assert container["command"] == [*COMPOSITION["worker"]["command"], "-Q", queue]
        (trigger,) = BY_NAME["ScaledObject", f"worker-{queue}"]["spec"]["triggers"]
        assert trigger["metadata"]["query"] == f'max(minga_queue_length{{queue="{queue}"}})'


def test_it_names_settings_that_there_are() -> None:
    told = set(BY_NAME["ConfigMap", "minga"]["data"])
    secret = set(re.findall(r"[A-Z]+_[A-Z_]+", "".join(_comments(KUBERNETES / "base" / "settings.yaml"))))
    own = {each["name"] for _workload, container in containers() for each in container.get("env", [])}
    assert told | secret | own <= SETTINGS
    assert set(REQUIRED) <= told | secret


def _comments(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.startswith("#")]


def test_only_the_migration_and_the_backup_are_the_owner_and_only_those_who_sign_have_the_keys() -> None:
    reached: dict[str, set[str]] = {"minga-owner": set(), "minga-seals": set()}
    for workload, container in containers():
        for source in container.get("envFrom", []):
            if (secret := source.get("secretRef", {}).get("name")) in reached:
                reached[secret].add(name_of(workload))
    assert reached == {"minga-owner": {"migrate", "backup"}, "minga-seals": {"worker-conductor", "worker-publishing"}}
    with_keys = {
        name_of(found)
        for found in WORKLOADS
        if any("ballot-keys" in str(volume) for volume in pod_of(found).get("volumes", []))
    }
    assert with_keys == {"worker-conductor"}


def test_nothing_runs_as_root_writes_its_own_files_or_asks_without_a_limit() -> None:
    for workload in WORKLOADS:
        pod = pod_of(workload)
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
    for workload, container in containers():
        closed = container["securityContext"]
        assert closed["readOnlyRootFilesystem"] is True, name_of(workload)
        assert closed["allowPrivilegeEscalation"] is False
        assert closed["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["requests"]
        assert container["resources"]["limits"]["memory"]


def test_what_is_mounted_is_there() -> None:
    for workload, container in containers():
        volumes = {volume["name"]: volume for volume in pod_of(workload)["volumes"]}
        for mount in container["volumeMounts"]:
            claim = volumes[mount["name"]].get("persistentVolumeClaim")
            assert claim is None or ("PersistentVolumeClaim", claim["claimName"]) in BY_NAME


def test_each_that_stays_is_kept_by_a_budget_and_a_selector_finds_its_own() -> None:
    for deployment in (found for found in WORKLOADS if found["kind"] == "Deployment"):
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"] == labels
        budget = BY_NAME["PodDisruptionBudget", name_of(deployment)]["spec"]
        assert budget["selector"]["matchLabels"] == labels
        assert {"minAvailable", "maxUnavailable"} & set(budget)
    service = BY_NAME["Service", "web"]["spec"]
    assert service["selector"] == BY_NAME["Deployment", "web"]["spec"]["template"]["metadata"]["labels"]
    for found in FOUND:
        if target := found["spec"].get("scaleTargetRef") if "spec" in found else None:
            assert ("Deployment", target["name"]) in BY_NAME


def test_what_counts_how_many_there_are_is_contradicted_by_nobody() -> None:
    """A number in a manifest that is applied again sets back what an autoscaler made of it."""
    (component,) = read(KUBERNETES / "queues" / "kustomization.yaml")
    taken = [
        patch["target"]["name"]
        for patch in component["patches"]
        if {"op": "remove", "path": "/spec/replicas"} in yaml.safe_load(patch["patch"])
    ]
    for found in FOUND:
        if target := found.get("spec", {}).get("scaleTargetRef"):
            deployment = BY_NAME["Deployment", target["name"]]
            is_taken = any(re.fullmatch(name, target["name"]) for name in taken)
            # What is not there cannot be taken away: kustomize would fail.
            assert ("replicas" in deployment["spec"]) is is_taken, target["name"]
            assert is_taken or found["kind"] == "HorizontalPodAutoscaler"


def test_of_many_a_drained_machine_takes_few() -> None:
    for found in FOUND:
        if found["kind"] == "PodDisruptionBudget":
            assert "minAvailable" not in found["spec"]
            assert found["spec"]["maxUnavailable"] in (1, "25%")


def test_each_web_process_is_read_with_the_token_that_it_asks_for() -> None:
    monitor = BY_NAME["PodMonitor", "web"]["spec"]
    web = BY_NAME["Deployment", "web"]["spec"]["template"]
    assert monitor["selector"]["matchLabels"] == web["metadata"]["labels"]
    (endpoint,) = monitor["podMetricsEndpoints"]
    assert endpoint["port"] in {port["name"] for port in web["spec"]["containers"][0]["ports"]}
    assert endpoint["path"] == "/metrics"
    assert endpoint["authorization"] == {"type": "Bearer", "credentials": {"name": "minga", "key": "METRICS_TOKEN"}}
    assert {"secretRef": {"name": "minga"}} in web["spec"]["containers"][0]["envFrom"]


def test_what_our_machines_ask_is_not_passed_on_from_outside() -> None:
    (rule,) = BY_NAME["Ingress", "web"]["spec"]["rules"]
    behind = {(path["path"], path["pathType"]): path["backend"]["service"] for path in rule["http"]["paths"]}
    assert behind["/", "Prefix"]["name"] == "web"
    for inner in ("/readyz", "/metrics"):
        nobody = BY_NAME["Service", behind[inner, "Exact"]["name"]]["spec"]
        assert "selector" not in nobody
        assert behind[inner, "Exact"]["port"]["number"] in [port["port"] for port in nobody["ports"]]


def test_probes_ask_addresses_that_answer() -> None:
    (web,) = pod_of(BY_NAME["Deployment", "web"])["containers"]
    assert {port["name"] for port in web["ports"]} == {"http"}
    asked = {name: web[name]["httpGet"] for name in ("startupProbe", "readinessProbe", "livenessProbe")}
    for probe in asked.values():
        assert resolve(probe["path"])
        assert probe["port"] == "http"
    assert asked["livenessProbe"]["path"] == "/healthz", "a database that is down must not have every process restarted"
