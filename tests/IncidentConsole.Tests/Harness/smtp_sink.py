"""An SMTP server on loopback that keeps what it takes: one line of JSON for each message, written before it answers 250.

It prints its port once it listens, and ends with its parent's standard input.
"""
import argparse
import asyncio
import hashlib
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

parser = argparse.ArgumentParser()
parser.add_argument("--out", required=True)
parser.add_argument("--delay", type=float, default=0, help="seconds it takes over each message")
parser.add_argument("--temporary", type=int, default=0, help="of a hundred addresses, so many are refused once with 451")
parser.add_argument("--refuse", default="", help="addresses that hold this are refused with 550")
parser.add_argument("--hang", default="", help="messages to addresses that hold this are taken and never answered")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--login", help="user:password that must be given")
args = parser.parse_args()
out = open(args.out, "a", encoding="utf-8")
refused_once = set()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if args.refuse and args.refuse in address:
            return "550 5.1.1 no such mailbox"
        if args.temporary and address not in refused_once and int(hashlib.sha256(address.encode()).hexdigest(), 16) % 100 < args.temporary:
            refused_once.add(address)
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if args.delay:
            await asyncio.sleep(args.delay)
        out.write(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None, "login": bool(session.authenticated),
                              "text": envelope.content.decode("utf-8", "replace")}) + "\n")
        out.flush()
        os.fsync(out.fileno())
        if args.hang and any(args.hang in to for to in envelope.rcpt_tos):
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    user, password = args.login.split(":")
    ok = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=ok, handled=ok)


def make():
    context = None
    if args.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(args.certificate, args.key)
    return SMTP(Handler(), hostname="sink.test", tls_context=context, require_starttls=context is not None, enable_SMTPUTF8=True,
                authenticator=authenticate if args.login else None, auth_required=args.login is not None, auth_require_tls=False)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    os._exit(0)


asyncio.run(main())
