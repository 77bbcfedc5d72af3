"""Every action that the audit log knows, in one table: the name in the database and, by it, the words on the page.

A name is `area.what_happened`. Add yours here, its words to `web/src/i18n/*/settingsPages/auditActions.ts` and, of a
new area, its name to `audit.areas` beside it (a test compares them). Names are never changed or reused: old entries
keep them.
"""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    SETUP_COMPLETED = "setup.completed"

    SESSION_OPENED = "session.opened"
    """Somebody signed in."""
    SESSION_REFUSED = "session.refused"
    """A sign-in failed."""
    SESSION_ENDED = "session.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105
    PASSWORD_REFUSED = "password.refused"  # noqa: S105
    """The current password, asked for a change, was wrong."""
    PROFILE_CHANGED = "profile.changed"
    TOTP_ENABLED = "totp.enabled"
    TOTP_DISABLED = "totp.disabled"
    RECOVERY_CODES_RENEWED = "recovery_codes.renewed"
    IDENTITY_LINKED = "identity.linked"
    """An account at a provider opens this one from now on."""
    IDENTITY_UNLINKED = "identity.unlinked"
    RESET_ASKED = "reset.asked"
    """A link to set a new password was made."""
    INVITATION_CREATED = "invitation.created"
    INVITATION_REVOKED = "invitation.revoked"
    CLIENT_CREATED = "client.created"
    """An OAuth 2.0 client."""
    CLIENT_REVOKED = "client.revoked"
    TOKEN_REVOKED = "token.revoked"  # noqa: S105

    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"

    KEY_CREATED = "key.created"
    KEY_CHANGED = "key.changed"
    KEY_ROTATED = "key.rotated"
    KEY_REVOKED = "key.revoked"
    KEY_NEW_ADDRESS = "key.new_address"
    """An API key was used from an address for the first time."""

    TEAM_CREATED = "team.created"
    TEAM_CHANGED = "team.changed"
    TEAM_DELETED = "team.deleted"
    TEAM_MEMBER_INVITED = "team.member_invited"
    TEAM_INVITATION_WITHDRAWN = "team.invitation_withdrawn"
    TEAM_INVITATION_DECLINED = "team.invitation_declined"
    TEAM_MEMBER_JOINED = "team.member_joined"
    TEAM_MEMBER_CHANGED = "team.member_changed"
    TEAM_MEMBER_REMOVED = "team.member_removed"
    TEAM_PROJECT_CREATED = "team.project_created"
    TEAM_PROJECT_CHANGED = "team.project_changed"
    TEAM_PROJECT_DELETED = "team.project_deleted"
    LIMITS_CHANGED = "limits.changed"
    """Of a person or a team."""

    PROVIDER_CREATED = "provider.created"
    PROVIDER_CHANGED = "provider.changed"
    PROVIDER_DELETED = "provider.deleted"
    MODEL_CREATED = "model.created"
    MODEL_CHANGED = "model.changed"
    MODEL_DELETED = "model.deleted"
    DEFAULTS_CHANGED = "defaults.changed"
    ROUTE_CREATED = "route.created"
    ROUTE_CHANGED = "route.changed"
    ROUTE_DELETED = "route.deleted"
    SCORE_CHANGED = "score.changed"
    CACHE_PURGED = "cache.purged"
    CONFIG_IMPORTED = "config.imported"

    DATA_KEY_ROTATED = "data_key.rotated"
    """Another key seals what is stored from then on."""
    DATA_KEY_DROPPED = "data_key.dropped"

    PERSON_EXPORTED = "person.exported"
    """Somebody asked for a copy of everything that is stored of them, or fetched it."""
    PERSON_DELETION_ASKED = "person.deletion_asked"
    PERSON_DELETED = "person.deleted"
    RETENTION_APPLIED = "retention.applied"
    """What was older than the settings keep was deleted."""
    PRICE_BOOK_DRAFTED = "price_book.drafted"
    PRICE_BOOK_DELETED = "price_book.deleted"
    """A draft was thrown away."""
    PRICE_BOOK_PUBLISHED = "price_book.published"
    PRICE_BOOK_WITHDRAWN = "price_book.withdrawn"
    """A published version that was not in force yet."""
    PRICE_GROUP_CHANGED = "price_group.changed"
    """A customer was put into a group of the price book, or taken out."""

    PAYMENT_PAID = "payment.paid"
    """An order was paid, and the wallet credited."""
    PAYMENT_NOTICE_REFUSED = "payment.notice_refused"
    """A call-back of a payment provider was not believed."""
    PAYMENT_CONFIRMED = "payment.confirmed"
    """An operator saw a transfer arrive; the wallet was credited."""
    PAYMENT_REFUND_REQUESTED = "payment.refund_requested"
    PAYMENT_REFUND_SUCCEEDED = "payment.refund_succeeded"
    PAYMENT_REFUND_FAILED = "payment.refund_failed"
    PAYMENT_FLAG_CLEARED = "payment.flag_cleared"
    """Somebody looked at an order that was out of the ordinary."""
    PAYMENT_METHOD_FORGOTTEN = "payment.method_forgotten"

    MASKING_POLICY_SAVED = "masking_policy.saved"
    MASKING_POLICY_DELETED = "masking_policy.deleted"
    CONTENT_RULES_SAVED = "content_rules.saved"
    CONTENT_RULES_DELETED = "content_rules.deleted"
    FINDING_DECIDED = "content_finding.decided"
    """Somebody said of what a rule found whether it breaks the rule."""
    CONTENT_UNMASKED = "content.unmasked"
    """Somebody looked at a text with the personal data in it."""

    WALLET_ADJUSTED = "wallet.adjusted"
    """An operator put money into a wallet, or took some out, by hand."""
    WALLET_LIMIT_CHANGED = "wallet.limit_changed"

    CONVERSATION_EXPORTED = "conversation.exported"
    PICTURES_EXPORTED = "pictures.exported"
    AUDIT_REPEATED = "audit.repeated"
    """Something was done so often that only its count was kept: see `audit/domain/repeats.py`."""
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_PRUNED = "audit.pruned"
    """Old entries were removed, as the settings say; a sealed checkpoint stands for them."""
    AUDIT_ANCHORED = "audit.anchored"
    """The end of the log was accepted as it is, after a backup was restored, say."""
