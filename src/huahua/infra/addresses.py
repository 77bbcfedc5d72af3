"""Which network addresses an outbound call may reach (the guard against server-side request forgery).

See OWASP, 'Server-Side Request Forgery Prevention'. The decision is made on the address that is really
connected to, after name resolution, so that a name cannot point elsewhere between check and use.
"""

from __future__ import annotations

import ipaddress

_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_ip(host: str) -> IpAddress | None:
    """The address that `host` spells out, or None for a name. Brackets and zone ids are accepted."""
    try:
        return ipaddress.ip_address(host.strip("[]").split("%", 1)[0])
    except ValueError:
        return None


def is_allowed(address: IpAddress, *, allow_private: bool) -> bool:
    """Public addresses always; loopback and private ones only when allowed; link-local (where clouds
    keep their credentials), multicast, reserved and unspecified ones never."""
    address = _unwrap(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address.is_loopback or address.is_private or (address.version == 4 and address in _SHARED):
        return allow_private
    return not address.is_reserved


def _unwrap(address: IpAddress) -> IpAddress:
    """The IPv4 address inside a mapped, 6to4 or NAT64 IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
