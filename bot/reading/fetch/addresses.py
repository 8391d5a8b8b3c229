"""Links as people give them and as articles are known by: what counts as one, and when two are the same."""

from __future__ import annotations

import re

from yarl import URL

from bot.domain.errors import BadInput
from bot.domain.message import message

_TRACKING = re.compile(
    r"""
    (?: utm_\w+ | mtm_\w+ | pk_\w+ | hsa_\w+ | ns_\w+ | at_(?:medium|campaign|link\w*|format|ptr_name)
      | _?hs(?:enc|mi|ctatracking) | (?:fb|g|dc|ms|y|tw|tt|ig|epi|irg?)cl(?:id|kid) | [gw]braid | gclsrc
      | mc_[ce]id | mkt_tok | igshid? | li_fat_id | oly_(?:anon|enc)_id | vero_id | ml_subscriber\w*
      | cmp | cmpid | cmp_id | s_cid | icid | icmp | ncid | wt_mc | xtor | ito | smid | smtyp | smprod | ftag
      | ref_src | ref_url | referrer | __twitter_impression | guccounter | guce_\w+ | sc_cmp | spm | shared?
      | outputtype | amp_js_v | usqp | ssm | intcmp | int_source | int_medium | int_campaign | int_content
    )\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Query parameters that say where a reader came from, never which article it is."""

_LANGUAGE_OR_DEVICE_LABELS = frozenset(
    {
        "www",
        "m",
        "mobile",
        "movil",
        "amp",
        "es",
        "en",
        "english",
        "espanol",
        "spanish",
        "mundo",
        "us",
        "eng",
        "esp",
    }
)
"""First labels of host names under which a site shows its own pages to other readers or devices."""

_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?\Z", re.IGNORECASE)
_LONGEST_HOST = 253
_AUTHORITY = re.compile(r"(?:[^:/?#]*+:)?//([^/?#]*+)")
_LONGEST_AUTHORITY = 500
"""Characters of a host as it may be typed, with a user, a password and a port."""
LONGEST_LINK = 2_000
"""Characters; longer links are refused: no site needs them, and cards could not carry them."""


def opened(link: str) -> URL:
    """``link`` as a URL, of whatever kind it is.

    Raises:
        ValueError: it is none, or its host is longer than any: writing one in ASCII takes quadratic time.
    """
    authority = _AUTHORITY.match(link.strip())
    if authority and len(authority[1]) > _LONGEST_AUTHORITY:
        raise ValueError("too long a host")
    return URL(link)


def parsed(link: str) -> URL:
    """``link`` as a URL without its fragment; the angle brackets Discord allows around a link are taken off.

    Raises:
        BadInput: if it is not an absolute http or https link, or carries a user name or password.
    """
    text = link.strip().removeprefix("<").removesuffix(">").strip()
    try:
        url = opened(text)
        host = url.raw_host or ""
        _ = url.host, url.port  # some can only be written, not read
    except ValueError:
        host = ""
        url = URL()
    if (
        not _is_host(host)
        or url.scheme not in ("http", "https")
        or len(text) > LONGEST_LINK
        or re.search(r"\s", text)
    ):
        raise BadInput(message("I cannot open that link. It must begin with http:// or https://."))
    if url.user is not None or url.password is not None:
        raise BadInput(message("That link contains a user name or password, so I do not open it."))
    return url.with_fragment(None)


def _is_host(host: str) -> bool:
    """Whether a host is an IPv6 address, or is written as names and IPv4 addresses are."""
    return ":" in host or (len(host) <= _LONGEST_HOST and _HOST.match(host) is not None)


def normalise(link: str) -> str:
    """The form of a link that articles are known by.

    Scheme and host in lower case, default port, fragment, tracking parameters and a host's last dot gone, the
    other parameters in order of their names. Two links of the same form lead to the same article.

    Raises:
        BadInput: as :func:`parsed`.
    """
    url = parsed(link)
    kept = sorted((name, value) for name, value in url.query.items() if not _TRACKING.match(name))
    bare = url.with_host((url.raw_host or "").rstrip("."))
    bare = bare.with_path(url.raw_path or "/", encoded=True).with_query(kept or None)
    return str(bare.with_port(None) if url.is_default_port() else bare)


def joined(base: str, reference: str | None) -> str | None:
    """The absolute http(s) link that ``reference`` on the page at ``base`` leads to, or None."""
    if not reference:
        return None
    try:
        link = str(opened(base).join(opened(reference.strip()))) if base else reference
        return str(parsed(link))
    except (BadInput, ValueError):
        return None


def same_site(one: str, other: str) -> bool:
    """Whether two links are of one site: same host and port but for labels such as ``www`` or ``es``."""
    return _site(one) == _site(other)


def _site(link: str) -> tuple[str, int | None]:
    url = opened(link)
    labels = (url.host or "").rstrip(".").lower().split(".")
    while len(labels) > 2 and labels[0] in _LANGUAGE_OR_DEVICE_LABELS:
        labels.pop(0)
    return ".".join(labels), None if url.is_default_port() else url.port


def is_front_page(link: str) -> bool:
    """Whether a link leads to a site's front page, or to that of one of its languages."""
    path = opened(link).path.strip("/").lower()
    return path in ("", "home", "inicio", "portada", "index.html", "index.php") or bool(
        re.fullmatch(
            r"(?:(?:en|es)(?:[-_](?:[a-z]{2}|419))?|english|espanol|español|spanish)(?:/home|/inicio)?", path
        )
    )
