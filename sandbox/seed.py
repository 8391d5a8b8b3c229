"""What the sandbox starts with: a small bilingual community."""

from __future__ import annotations

from datetime import timedelta

from sandbox import channels
from sandbox.channels import TEXT
from sandbox.files import new_hash
from sandbox.permissions import Permission
from sandbox.world import FORUM, JSON, Member, User, World

_P = Permission

EVERYONE = (
    _P.VIEW_CHANNEL
    | _P.SEND_MESSAGES
    | _P.SEND_MESSAGES_IN_THREADS
    | _P.CREATE_PUBLIC_THREADS
    | _P.ADD_REACTIONS
    | _P.ATTACH_FILES
    | _P.EMBED_LINKS
    | _P.READ_MESSAGE_HISTORY
    | _P.USE_APPLICATION_COMMANDS
    | _P.USE_EXTERNAL_EMOJIS
)
MODERATOR = (
    _P.KICK_MEMBERS
    | _P.MANAGE_MESSAGES
    | _P.MANAGE_THREADS
    | _P.MODERATE_MEMBERS
    | _P.VIEW_AUDIT_LOG
    | _P.MENTION_EVERYONE
    | _P.PIN_MESSAGES
    | _P.BYPASS_SLOWMODE
)
MANAGER = _P.BAN_MEMBERS | _P.MANAGE_GUILD | _P.MANAGE_CHANNELS | _P.MANAGE_ROLES | _P.MANAGE_WEBHOOKS
BOT = (
    _P.VIEW_CHANNEL
    | _P.SEND_MESSAGES
    | _P.SEND_MESSAGES_IN_THREADS
    | _P.CREATE_PUBLIC_THREADS
    | _P.MANAGE_THREADS
    | _P.MANAGE_MESSAGES
    | _P.MANAGE_WEBHOOKS
    | _P.READ_MESSAGE_HISTORY
    | _P.ATTACH_FILES
    | _P.ADD_REACTIONS
    | _P.VIEW_AUDIT_LOG
    | _P.PIN_MESSAGES
)
"""What an invitation of the bot asks for; not Administrator."""
BOT_OPTIONAL = _P.MODERATE_MEMBERS | _P.KICK_MEMBERS | _P.BAN_MEMBERS
"""What the bot can use beyond that, where whoever invites it adds it."""
_ACCOUNT_DAYS, _MEMBER_DAYS = 1000, 300
_NEW_ACCOUNT_MINUTES = 8


def seed(world: World) -> None:
    """Fill an empty world: a server, its people, roles and channels, and the bot.

    The bot stands above moderators and below managers, and holds the optional permissions too.
    """
    owner = _user(world, "Olga")
    _guild(world, owner)
    moderators = _role(world, "Moderators", MODERATOR, 0x2E7D6B)
    world.bot = _user(world, "Tertulia", bot=True)
    robot = _role(world, "Tertulia", BOT | BOT_OPTIONAL, 0, managed=True)
    managers = _role(world, "Managers", MANAGER, 0)
    _join(world, world.bot, robot)
    _join(world, owner)
    _join(world, _user(world, "Emma", "en-US", "reads_english"))
    _join(world, _user(world, "Elena", "es-ES", "reads_spanish"))
    _join(world, _user(world, "Luz", "es-419", "reads_latin_american"))
    _join(world, _user(world, "Marta", "en-US", "moderates_and_manages"), moderators, managers)
    _join(world, _user(world, "Diego", "es-ES", "moderates_in_spanish"), moderators)
    _newcomer(world, "Noa", "en-US", "new_here")
    channels.make(world, "news", TEXT, topic="What happens, and what we think of it. In English.")
    channels.make(world, "noticias", TEXT, topic="Lo que pasa y lo que opinamos. En español.")
    channels.make(world, "debates", FORUM, topic="One post per story.", tags=("Local", "World"))
    private = channels.make(world, "moderators", TEXT, topic="Reports and records. Moderators only.")
    channels.set_overwrite(world, private, world.guild_id, deny=_P.VIEW_CHANNEL)
    for role in (moderators, robot):
        channels.set_overwrite(world, private, role["id"], allow=_P.VIEW_CHANNEL)


def _guild(world: World, owner: User) -> None:
    guild_id = world.clock.snowflake()
    world.guild = {
        "id": guild_id,
        "name": "La Tertulia",
        "icon": None,
        "splash": None,
        "banner": None,
        "description": None,
        "owner_id": owner.id,
        "preferred_locale": "en-US",
        "features": ["COMMUNITY"],
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "max_members": 500000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "home_header": None,
        "discovery_splash": None,
        "application_id": None,
        "region": "deprecated",
        "widget_enabled": False,
        "widget_channel_id": None,
        "safety_alerts_channel_id": None,
        "nsfw": False,
        "incidents_data": None,
    }
    world.roles[guild_id] = _role_object(guild_id, "@everyone", EVERYONE, 0, 0, managed=False)


def _role_object(
    role_id: str, name: str, permissions: Permission, color: int, position: int, *, managed: bool
) -> JSON:
    return {
        "id": role_id,
        "name": name,
        "permissions": str(int(permissions)),
        "color": color,
        "colors": {"primary_color": color, "secondary_color": None, "tertiary_color": None},
        "position": position,
        "hoist": bool(color),
        "managed": managed,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
    }


def _role(world: World, name: str, permissions: Permission, color: int, *, managed: bool = False) -> JSON:
    role_id = world.clock.snowflake()
    role = _role_object(role_id, name, permissions, color, len(world.roles), managed=managed)
    if managed:
        role["tags"] = {"bot_id": world.bot.id}
    world.roles[role_id] = role
    return role


def _user(
    world: World, name: str, locale: str = "en-US", description: str = "", *, bot: bool = False
) -> User:
    user = User(world.clock.earlier(days=_ACCOUNT_DAYS), name, new_hash(name), bot, locale, description)
    world.users[user.id] = user
    return user


def _join(world: World, user: User, *roles: JSON) -> None:
    joined = world.clock.now() - timedelta(days=_MEMBER_DAYS)
    world.members[user.id] = Member(user, joined.isoformat(), [one["id"] for one in roles])


def _newcomer(world: World, name: str, locale: str, description: str) -> None:
    user_id = world.clock.earlier(minutes=_NEW_ACCOUNT_MINUTES)
    user = world.users[user_id] = User(user_id, name, new_hash(name), False, locale, description)
    world.members[user_id] = Member(user, world.clock.stamp())
