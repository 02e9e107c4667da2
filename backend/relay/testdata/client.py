"""A client of the relay's protocol in Python, made from the protocol's
description alone. It needs the packages websockets and cryptography.

Usage: client.py HUB SECRET COUNT
HUB is http://… or https://…, SECRET the channel's 32 bytes in URL-safe base64.
It prints each letter as a line of JSON, acknowledges it, and ends after COUNT.
"""
import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import sys

import websockets
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

REALM = b"partlift relay 1 "


def raw(public):
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def channel_id(public):
    digest = hashlib.sha256(REALM + b"channel\0" + public).digest()
    return base64.b32encode(digest).decode().lower()[:32]


# HPKE (RFC 9180), base mode, single shot: only what opening needs.
KEM = b"KEM" + (0x0020).to_bytes(2, "big")
SUITE = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x0020, 0x0001, 0x0002))


def extract(suite, salt, label, ikm):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def expand(suite, key, label, info, length):
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    out, block, i = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes([i]), "sha256")
        out, i = out + block, i + 1
    return out[:length]


def unseal(private, purpose, sealed):
    public = raw(private.public_key())
    info = REALM + purpose + b"\0" + channel_id(public).encode()
    enc, cipher = sealed[:32], sealed[32:]
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc))
    shared = expand(KEM, extract(KEM, b"", b"eae_prk", dh), b"shared_secret", enc + public, 32)
    context = b"\0" + extract(SUITE, b"", b"psk_id_hash", b"") + extract(SUITE, b"", b"info_hash", info)
    secret = extract(SUITE, shared, b"secret", b"")
    key = expand(SUITE, secret, b"key", context, 32)
    nonce = expand(SUITE, secret, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, cipher, None)


def open_letter(private, sealed):
    plain = gzip.decompress(unseal(private, b"letter", sealed))
    length = int.from_bytes(plain[:4], "big")
    return json.loads(plain[4:4 + length]), plain[4 + length:]


async def frame(socket, kind):
    message = json.loads(await socket.recv())
    if message["type"] != kind:
        raise SystemExit("expected %s, got %s %s" % (kind, message["type"], message.get("reason", "")))
    return message


async def main(hub, secret, count):
    private = X25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(secret + "="))
    channel = channel_id(raw(private.public_key()))
    address = "ws" + hub[len("http"):] + "/v1/socket"
    async with websockets.connect(address, subprotocols=["partlift-relay.1"], max_size=65536) as socket:
        await socket.send(json.dumps({"type": "hello", "version": 1, "channel": channel}))
        sealed = base64.b64decode((await frame(socket, "challenge"))["sealed"])
        nonce = unseal(private, b"challenge", sealed)
        proof = hashlib.sha256(REALM + b"proof\0" + channel.encode() + b"\0" + nonce).digest()
        await socket.send(json.dumps({"type": "proof", "proof": base64.b64encode(proof).decode()}))
        ready = await frame(socket, "ready")
        print(json.dumps({"pending": ready.get("pending", 0)}), flush=True)
        for _ in range(count):
            letter = await frame(socket, "deliver")
            data = b""
            while len(data) < letter["size"]:
                data += await socket.recv()
            if hashlib.sha256(data).hexdigest() != letter["sum"]:
                raise SystemExit("the sum is wrong")
            head, body = open_letter(private, data)
            want = hashlib.sha256(REALM + b"letter\0" + b"\0".join([channel.encode(), head["token"].encode(), body])).hexdigest()[:32]
            if letter["id"] != want:
                raise SystemExit("the id is wrong")
            print(json.dumps({"id": letter["id"], "token": head["token"], "body": body.decode()}), flush=True)
            await socket.send(json.dumps({"type": "ack", "seq": letter["seq"]}))
        await socket.send(json.dumps({"type": "ping"}))
        await frame(socket, "pong")  # the hub has done what came before


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
