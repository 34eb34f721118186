"""Uploads in a store that speaks S3, loaded where `FILES_URL` names one."""

from urllib.parse import parse_qs, unquote, urlsplit

from botocore.config import Config
from storages.backends.s3 import S3Storage

SECONDS_TO_CONNECT, SECONDS_TO_READ = 5, 20


class PrivateStore(S3Storage):
    """The bucket at `s3://KEY:SECRET@host/bucket?region=…` (`s3+http://` without TLS, for a trial). Nothing in it is
    public: readers get it from the site alone.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        scheme = "http" if parts.scheme == "s3+http" else "https"
        super().__init__(
            access_key=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            bucket_name=parts.path.strip("/"),
            endpoint_url=f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            region_name=parse_qs(parts.query).get("region", ["us-east-1"])[0],
            default_acl=None,
            file_overwrite=False,
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=SECONDS_TO_CONNECT,
                read_timeout=SECONDS_TO_READ,
                # Checksums that only some stores know are sent to none.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
