"""The command that makes a user of the built-in issuer: somebody who signs in with a password, and may join a team."""

import argparse
import asyncio
import sys

import argon2

from app import houses
from app.pages import LONGEST_PASSWORD
from app.settings import Settings
from domain.actions import teams
from domain.errors import DomainError
from domain.viewer import System

SHORTEST_PASSWORD = 8


async def user(settings: Settings, asked: argparse.Namespace) -> int:
    """Make a user; with a password, if one comes by the standard input."""
    hashed = None
    if asked.password_stdin:
        password = (await asyncio.to_thread(sys.stdin.readline)).removesuffix("\n")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            sys.stderr.write(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.\n")
            return 1
        hashed = await asyncio.to_thread(argon2.PasswordHasher().hash, password)
    async with houses.opened(settings) as house:
        try:
            key = await teams.create_user(System(house), asked.handle, asked.name or asked.handle, password_hash=hashed)
        except DomainError as refusal:
            sys.stderr.write(f"{refusal.detail}\n")
            return 1
    sys.stdout.write(f"usr_{key} is @{asked.handle.lower().removeprefix('@')}, a member of no account yet\n")
    return 0
