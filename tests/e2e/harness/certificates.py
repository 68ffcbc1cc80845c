# SPDX-License-Identifier: Apache-2.0
"""An authority of our own and certificates it signed, for tests over TLS."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Certificates:
    """Paths of PEM files."""
    authority: str
    site: tuple      # certificate and key, for localhost, as tested sites are called
    provider: tuple  # for 127.0.0.1 alone, so that by the name of localhost it is another's
    client: tuple       # who the tested site is to a provider
    self_signed: tuple  # the same, signed by itself


def make_certificates(folder):
    folder = Path(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    write(folder / "authority.pem", certificate("Test authority", key, key, None))
    pairs = [make_pair(folder, name, key, subject) for name, subject in
             (("site", x509.DNSName("localhost")), ("provider", x509.IPAddress(ipaddress.ip_address("127.0.0.1"))),
              ("client", x509.DNSName("client.example")), ("self_signed", None))]
    return Certificates(str(folder / "authority.pem"), *pairs)


def make_pair(folder, name, authority_key, subject):
    """Without a subject it is signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    write(paths[0], certificate(name, key, authority_key if subject else key, subject))
    paths[1].touch(0o600)
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return tuple(str(path) for path in paths)


def write(path, made):
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def certificate(name, key, authority_key, subject):
    """Signed by the authority; without a subject by itself, as the authority's own is."""
    issuer = "Test authority" if subject else name
    now = datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder()
               .subject_name(common_name(name)).issuer_name(common_name(issuer))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=2))
               .add_extension(x509.BasicConstraints(subject is None, None), critical=True))
    if subject is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([subject]), critical=False)
    return builder.sign(authority_key, hashes.SHA256())


def common_name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
