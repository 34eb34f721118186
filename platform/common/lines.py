"""Who asks, as far as the network says it."""

import ipaddress


def reader(address: str) -> str:
    """Whom an address stands for: IPv6 by its network of 64 bits, which one line has to itself; else `unknown`."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
