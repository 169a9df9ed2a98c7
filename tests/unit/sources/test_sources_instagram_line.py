"""The line to Instagram: one host, verified, capped in time and size, and nothing slips into a question."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from graph_server import AT, OWN_ID, TOKEN, GraphServer, Reply, account, client_of, failure, graph_server

from shoal.errors import (
    InputError,
    OutsideError,
)
from shoal.sources import GraphLine, checked_access


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with graph_server() as running:
        yield running


def test_an_answer_that_is_cut_off_is_no_account(server):
    server.accounts["mina"] = Reply(b'{"business_discovery": {"followers_count": 43')
    error = failure(server)

    assert ("no JSON" in error.message, error.retryable) == (True, True)


@pytest.mark.parametrize("body", [b"[" * 100_000, b"null", b"[]", b'"x"', b"\xff\xfe", b""])
def test_what_is_no_object_is_no_account(server, body):
    server.accounts["mina"] = Reply(body)

    assert isinstance(failure(server), OutsideError)


def test_a_web_page_is_said_to_be_one(server):
    server.accounts["mina"] = Reply(b"<!DOCTYPE html><title>Sign in to the hotel</title>", kind="text/html")

    assert "web page" in failure(server).message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server, status):
    server.accounts["mina"] = Reply({}, status=status, headers={"Location": f"http://127.0.0.1:{server.port}/v25.0/x"})
    error = failure(server)

    assert ("no redirect" in error.message, len(server.asked)) == (True, 1)


def test_a_huge_answer_is_not_read_to_its_end(server):
    server.accounts["mina"] = Reply(b"x" * (3 * 2**20))

    assert "larger than 2 MB" in failure(server).message


def test_silence_ends_after_the_time_that_is_waited(server):
    import threading

    silent = threading.Event()
    server.accounts["mina"] = lambda _server: silent.wait(3) or account("mina")
    error = failure(server, wait=0.2)
    silent.set()

    assert ("within 0.2 s" in error.message, error.retryable) == (True, True)


def test_nobody_at_the_other_end_is_said():
    with graph_server() as gone:
        pass

    assert "could not be reached" in failure(gone).message


def test_a_certificate_of_nobody_ends_it_before_anything_is_sent(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate(tmp_path))
    with graph_server(lambda raw: context.wrap_socket(raw, server_side=True)) as server:
        line = GraphLine(loopback_port=server.port, loopback_tls=True, wait_seconds=5)
        with pytest.raises(OutsideError, match="could not be made safe") as caught:
            line.get("/v25.0/1", {}, TOKEN)

        assert (caught.value.retryable, server.asked) == (False, [])


def own_certificate(folder: Path) -> tuple[str, str]:
    """Return a certificate that nobody vouches for, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(AT - timedelta(days=999)).not_valid_after(AT + timedelta(days=9_999))
    certificate = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (folder / "own.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "own.key").write_bytes(pem)
    return str(folder / "own.pem"), str(folder / "own.key")


def test_the_line_leads_to_one_host_over_verified_tls_and_knows_no_other():
    connection = GraphLine()._connection()

    assert (connection.host, connection.port, connection._context.verify_mode, connection._context.check_hostname) == (
        "graph.facebook.com", 443, ssl.CERT_REQUIRED, True,
    )  # fmt: skip


def test_no_proxy_of_the_environment_is_used(server, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.accounts["mina"] = account("mina")

    assert client_of(server).look_up("mina", 25)["followers_count"] == 4_321


# our own token -------------------------------------------------------------------------------------------------------


def test_the_test_call_says_who_asks_until_when_and_what_lacks(server):
    server.debug["scopes"] = ["instagram_basic"]
    facts = client_of(server).check()

    until = datetime.fromtimestamp(1_785_000_000, UTC)
    lacks = ("instagram_manage_insights", "pages_read_engagement")
    assert (facts.username, facts.expires_at, facts.lacks) == ("oat.and.co", until, lacks)


def test_a_token_that_never_expires_has_no_day(server):
    server.debug |= {"expires_at": 0, "data_access_expires_at": 0}

    assert client_of(server).check().expires_at is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("token", ("short", OWN_ID, "v25.0")),
        ("token", (f"{TOKEN}\r\nHost: evil.example", OWN_ID, "v25.0")),
        ("user_id", (TOKEN, "me/accounts", "v25.0")),
        ("user_id", (TOKEN, "1784\n", "v25.0")),
        ("version", (TOKEN, OWN_ID, "v25.0/../v1.0")),
        ("version", (TOKEN, OWN_ID, "25")),
        ("version", (TOKEN, OWN_ID, "v10.0")),
    ],
)
def test_nothing_but_the_form_of_each_part_gets_into_a_question(field, told):
    with pytest.raises(InputError) as caught:
        checked_access(*told)

    assert list(caught.value.fields) == [field]


def test_a_token_shows_in_no_printed_form():
    assert TOKEN not in repr(checked_access(TOKEN, OWN_ID, "v25.0"))
