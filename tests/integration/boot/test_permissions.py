"""Who may call what: every route of the application, classified, and called by everybody: strangers, each role,
other people, other sites.

A new route fails `test_every_route_is_classified` until it is put into `ACCESS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from huahua.accounts.domain import Role
from huahua.boot.app import assemble
from huahua.boot.outer import Outer
from huahua.boot.settings import load_settings
from huahua.gateway.http import gemini
from huahua.gateway.http.realtime import PATH
from huahua.infra.identity import FOR_LIMITED_KEYS
from huahua.infra.permissions import ROLE_PERMISSIONS, Permission
from tests.running_server import RunningServer


class Access(Enum):
    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    OWNER = "the owner of what the path names; to others it is not there"
    KEY = "an API key only; no cookies"
    MEMBER = "members of the team that the path names; to others it is not there"
    MANAGER = "its owners and admins"
    TEAM_OWNER = "its owners"


GEMINI = [
    ("GET", "/v1beta/models"),
    ("GET", "/v1beta/models/{id}"),
    *(("POST", f"/v1beta/models/{{id}}:{verb}") for verb in gemini.VERBS),
]
Needed = Access | Permission
ACCESS: dict[tuple[str, str], Needed] = {
    # a permission: the roles that have it, in infra/permissions.py
    ("GET", "/api/openapi.json"): Access.ANYBODY,
    ("GET", "/healthz"): Access.ANYBODY,
    ("GET", "/readyz"): Access.ANYBODY,
    ("GET", "/metrics"): Access.ANYBODY,  # from this machine; ops tests say who else
    ("GET", "/api/bootstrap"): Access.ANYBODY,
    ("POST", "/api/setup"): Access.ANYBODY,
    ("POST", "/api/session"): Access.ANYBODY,
    ("POST", "/api/session/second-step"): Access.ANYBODY,  # the challenge is the permission
    ("GET", "/api/sign-in"): Access.ANYBODY,
    ("GET", "/api/oidc/{name}/start"): Access.ANYBODY,
    ("GET", "/api/oidc/{name}/callback"): Access.ANYBODY,  # with the note that the browser carries
    ("POST", "/api/users/invitations/look"): Access.ANYBODY,  # the token is the permission; so with the next
    ("POST", "/api/users/invitations/accept"): Access.ANYBODY,
    ("POST", "/api/password-reset"): Access.ANYBODY,
    ("POST", "/api/password-reset/finish"): Access.ANYBODY,
    ("POST", "/oauth/token"): Access.ANYBODY,  # with a client's id and secret
    ("POST", "/oauth/revoke"): Access.ANYBODY,
    ("GET", "/.well-known/jwks.json"): Access.ANYBODY,
    ("GET", "/.well-known/oauth-authorization-server"): Access.ANYBODY,
    ("DELETE", "/api/session"): Access.ANYBODY,
    ("GET", "/api/pictures/links/{token}"): Access.ANYBODY,  # the token is the permission
    ("GET", "/api/sessions"): Access.SIGNED_IN,
    ("DELETE", "/api/sessions"): Access.SIGNED_IN,
    ("DELETE", "/api/sessions/{session_id}"): Access.OWNER,
    ("GET", "/api/me"): Access.SIGNED_IN,
    ("DELETE", "/api/me"): Access.SIGNED_IN,
    ("GET", "/api/me/data"): Access.SIGNED_IN,
    ("POST", "/api/me/export"): Access.SIGNED_IN,
    ("GET", "/api/me/exports"): Access.SIGNED_IN,
    ("GET", "/api/me/exports/{export_id}/file"): Access.OWNER,
    ("DELETE", "/api/users/{user_id}"): Permission.MANAGE_USERS,
    ("GET", "/api/users/{user_id}/data"): Permission.MANAGE_USERS,
    ("PATCH", "/api/me"): Access.SIGNED_IN,
    ("POST", "/api/me/password"): Access.SIGNED_IN,
    ("PUT", "/api/me/picture"): Access.SIGNED_IN,  # test_portraits.py says of which pictures
    ("DELETE", "/api/me/picture"): Access.SIGNED_IN,
    ("GET", "/api/users/{user_id}/picture"): Access.OWNER,
    ("GET", "/api/me/security"): Access.SIGNED_IN,
    ("POST", "/api/me/totp"): Access.SIGNED_IN,
    ("POST", "/api/me/totp/confirm"): Access.SIGNED_IN,
    ("POST", "/api/me/totp/off"): Access.SIGNED_IN,
    ("POST", "/api/me/recovery-codes"): Access.SIGNED_IN,
    ("GET", "/api/me/identities"): Access.SIGNED_IN,
    ("POST", "/api/me/identities/{name}"): Access.SIGNED_IN,
    ("DELETE", "/api/me/identities/{identity_id}"): Access.SIGNED_IN,  # test_oidc.py says whose
    ("GET", "/api/clients"): Access.SIGNED_IN,
    ("POST", "/api/clients"): Access.SIGNED_IN,
    ("GET", "/api/clients/scopes"): Access.SIGNED_IN,
    ("DELETE", "/api/clients/{client_id}"): Access.OWNER,
    ("GET", "/api/keys"): Access.SIGNED_IN,
    ("POST", "/api/keys"): Access.SIGNED_IN,
    ("PATCH", "/api/keys/{key_id}"): Access.OWNER,
    ("DELETE", "/api/keys/{key_id}"): Access.OWNER,
    ("POST", "/api/keys/{key_id}/rotate"): Access.OWNER,
    ("GET", "/api/admin/users/{user_id}/conversations"): Permission.READ_CONTENT,
    ("GET", "/api/admin/users/{user_id}/conversations/{conversation_id}"): Permission.READ_CONTENT,
    ("GET", "/api/admin/keys"): Permission.READ_USERS,
    ("DELETE", "/api/admin/keys/{key_id}"): Permission.MANAGE_USERS,
    ("GET", "/api/admin/limits/{subject}"): Permission.READ_USERS,
    ("PUT", "/api/admin/limits/{subject}"): Permission.MANAGE_USERS,
    ("GET", "/api/admin/teams"): Permission.READ_USERS,
    ("GET", "/api/teams"): Access.SIGNED_IN,
    ("POST", "/api/teams"): Access.SIGNED_IN,
    ("GET", "/api/teams/{team_id}"): Access.MEMBER,
    ("PATCH", "/api/teams/{team_id}"): Access.MANAGER,
    ("DELETE", "/api/teams/{team_id}"): Access.TEAM_OWNER,
    ("GET", "/api/teams/{team_id}/keys"): Access.MANAGER,
    ("PATCH", "/api/teams/{team_id}/members/{user_id}"): Access.MANAGER,
    ("DELETE", "/api/teams/{team_id}/members/{user_id}"): Access.MANAGER,
    ("PUT", "/api/teams/{team_id}/members/{user_id}/cap"): Access.MANAGER,
    ("POST", "/api/teams/{team_id}/projects"): Access.MANAGER,
    ("PATCH", "/api/teams/{team_id}/projects/{project_id}"): Access.MANAGER,
    ("DELETE", "/api/teams/{team_id}/projects/{project_id}"): Access.MANAGER,
    ("POST", "/api/teams/{team_id}/invitations"): Access.MANAGER,
    ("DELETE", "/api/teams/{team_id}/invitations/{invitation_id}"): Access.MANAGER,
    ("GET", "/api/invitations"): Access.SIGNED_IN,
    ("POST", "/api/invitations/{invitation_id}/accept"): Access.OWNER,
    ("DELETE", "/api/invitations/{invitation_id}"): Access.OWNER,
    ("GET", "/api/admin/sign-in/providers"): Permission.MANAGE_USERS,
    ("POST", "/api/admin/sign-in/providers"): Permission.MANAGE_USERS,
    ("POST", "/api/admin/sign-in/providers/test"): Permission.MANAGE_USERS,
    ("PUT", "/api/admin/sign-in/providers/{name}"): Permission.MANAGE_USERS,
    ("DELETE", "/api/admin/sign-in/providers/{name}"): Permission.MANAGE_USERS,
    ("GET", "/api/users"): Permission.READ_USERS,
    ("POST", "/api/users"): Permission.MANAGE_USERS,
    ("PATCH", "/api/users/{user_id}"): Permission.MANAGE_USERS,
    ("DELETE", "/api/users/{user_id}/totp"): Permission.MANAGE_USERS,
    ("POST", "/api/users/{user_id}/reset-link"): Permission.MANAGE_USERS,
    ("GET", "/api/users/invitations"): Permission.MANAGE_USERS,
    ("POST", "/api/users/invitations"): Permission.MANAGE_USERS,
    ("DELETE", "/api/users/invitations/{invitation_id}"): Permission.MANAGE_USERS,
    ("GET", "/api/doctor"): Permission.READ_HEALTH,
    ("GET", "/api/runs/{run_id}"): Access.OWNER,
    ("GET", "/api/runs/{run_id}/events"): Access.OWNER,
    ("GET", "/api/runs/{run_id}/previews/{index}"): Access.OWNER,
    ("POST", "/api/runs/{run_id}/cancel"): Access.OWNER,
    ("WS", "/api/ws"): Access.SIGNED_IN,
    ("WS", "/ws"): Access.SIGNED_IN,
    ("POST", "/chat"): Access.SIGNED_IN,
    ("GET", "/api/conversations"): Access.SIGNED_IN,
    ("POST", "/api/conversations"): Access.SIGNED_IN,
    ("GET", "/api/conversations/{conversation_id}"): Access.OWNER,
    ("PATCH", "/api/conversations/{conversation_id}"): Access.OWNER,
    ("DELETE", "/api/conversations/{conversation_id}"): Access.OWNER,
    ("POST", "/api/conversations/{conversation_id}/turns"): Access.OWNER,
    ("GET", "/api/conversations/{conversation_id}/export"): Access.OWNER,
    ("PUT", "/api/conversations/{conversation_id}/summary"): Access.OWNER,
    ("DELETE", "/api/conversations/{conversation_id}/summary"): Access.OWNER,
    ("POST", "/api/messages/{message_id}/regenerate"): Access.OWNER,
    ("POST", "/api/messages/{message_id}/feedback"): Access.OWNER,
    ("GET", "/api/pictures"): Access.SIGNED_IN,
    ("POST", "/api/pictures"): Access.SIGNED_IN,
    ("POST", "/api/pictures/enrich"): Access.SIGNED_IN,
    ("POST", "/api/pictures/runs/{run_id}/retry"): Access.OWNER,
    ("POST", "/api/pictures/zip"): Access.SIGNED_IN,
    ("POST", "/api/pictures/delete"): Access.SIGNED_IN,
    ("GET", "/api/pictures/{picture_id}"): Access.OWNER,
    ("PATCH", "/api/pictures/{picture_id}"): Access.OWNER,
    ("DELETE", "/api/pictures/{picture_id}"): Access.OWNER,
    ("POST", "/api/pictures/{picture_id}/finish"): Access.OWNER,
    ("POST", "/api/pictures/{picture_id}/finish/file"): Access.OWNER,
    ("GET", "/api/pictures/{picture_id}/file"): Access.OWNER,
    ("GET", "/api/pictures/{picture_id}/licences"): Access.OWNER,
    ("GET", "/api/pictures/facets"): Access.SIGNED_IN,
    ("GET", "/api/pictures/pending"): Access.SIGNED_IN,
    ("GET", "/api/pictures/storage"): Access.SIGNED_IN,
    ("GET", "/api/pictures/largest"): Access.SIGNED_IN,
    ("POST", "/api/pictures/recipe"): Access.SIGNED_IN,
    ("GET", "/api/brands"): Access.SIGNED_IN,
    ("POST", "/api/brands"): Access.SIGNED_IN,
    ("GET", "/api/brands/{brand_id}"): Access.OWNER,
    ("PUT", "/api/brands/{brand_id}"): Access.OWNER,
    ("DELETE", "/api/brands/{brand_id}"): Access.OWNER,
    ("PUT", "/api/brands/{brand_id}/team/{team_id}"): Access.OWNER,
    ("GET", "/api/brands/{brand_id}/logo"): Access.OWNER,
    ("PUT", "/api/brands/{brand_id}/logo"): Access.OWNER,
    ("DELETE", "/api/brands/{brand_id}/logo"): Access.OWNER,
    ("GET", "/api/collections"): Access.SIGNED_IN,
    ("POST", "/api/collections"): Access.SIGNED_IN,
    ("GET", "/api/collections/{collection_id}"): Access.OWNER,
    ("PATCH", "/api/collections/{collection_id}"): Access.OWNER,
    ("DELETE", "/api/collections/{collection_id}"): Access.OWNER,
    ("POST", "/api/collections/{collection_id}/add"): Access.OWNER,
    ("PUT", "/api/collections/{collection_id}/teams/{team_id}"): Access.OWNER,
    ("DELETE", "/api/collections/{collection_id}/teams/{team_id}"): Access.OWNER,
    ("GET", "/api/teams/{team_id}/pictures"): Access.MEMBER,
    ("PUT", "/api/teams/{team_id}/pictures"): Access.MANAGER,
    ("POST", "/api/collections/{collection_id}/remove"): Access.OWNER,
    ("POST", "/api/uploads"): Access.SIGNED_IN,
    ("GET", "/api/avatars/styles"): Access.SIGNED_IN,
    ("GET", "/api/avatars/schema"): Access.SIGNED_IN,
    ("GET", "/api/avatars/lab"): Access.SIGNED_IN,
    ("POST", "/api/avatars/lab"): Access.SIGNED_IN,
    ("POST", "/api/avatars/parse"): Access.SIGNED_IN,
    ("POST", "/api/avatars/words"): Access.SIGNED_IN,
    ("POST", "/api/avatars/match"): Access.SIGNED_IN,
    ("GET", "/api/avatars/preview.svg"): Access.SIGNED_IN,
    ("POST", "/api/avatars"): Access.SIGNED_IN,
    ("POST", "/api/avatars/talk"): Access.SIGNED_IN,
    ("POST", "/api/avatars/talk/timing"): Access.SIGNED_IN,
    ("POST", "/api/avatars/talk/voice"): Access.SIGNED_IN,
    ("GET", "/api/datasets"): Access.SIGNED_IN,
    ("POST", "/api/datasets"): Access.SIGNED_IN,
    ("GET", "/api/datasets/{dataset_id}"): Access.OWNER,
    ("PATCH", "/api/datasets/{dataset_id}"): Access.OWNER,
    ("DELETE", "/api/datasets/{dataset_id}"): Access.OWNER,
    ("POST", "/api/datasets/{dataset_id}/pictures"): Access.OWNER,
    ("GET", "/api/datasets/{dataset_id}/files/{sha256}"): Access.OWNER,
    ("PATCH", "/api/datasets/{dataset_id}/pictures/{item_id}"): Access.OWNER,
    ("POST", "/api/datasets/{dataset_id}/pictures/{item_id}/suggest"): Access.OWNER,
    ("DELETE", "/api/datasets/{dataset_id}/pictures/{item_id}"): Access.OWNER,
    ("POST", "/api/datasets/{dataset_id}/versions"): Access.OWNER,
    ("GET", "/api/datasets/{dataset_id}/versions/diff"): Access.OWNER,
    ("GET", "/api/datasets/{dataset_id}/versions/{number}/file"): Access.OWNER,
    ("GET", "/api/trainings"): Access.SIGNED_IN,
    ("GET", "/api/trainings/means"): Access.SIGNED_IN,
    ("POST", "/api/trainings"): Access.SIGNED_IN,
    ("GET", "/api/trainings/{training_id}"): Access.OWNER,
    ("GET", "/api/trainings/{training_id}/samples/{name}"): Access.OWNER,
    ("POST", "/api/trainings/{training_id}/pause"): Access.OWNER,
    ("POST", "/api/trainings/{training_id}/resume"): Access.OWNER,
    ("POST", "/api/trainings/{training_id}/cancel"): Access.OWNER,
    ("DELETE", "/api/trainings/{training_id}"): Access.OWNER,
    ("GET", "/api/styles"): Access.SIGNED_IN,
    ("POST", "/api/styles"): Access.SIGNED_IN,
    ("GET", "/api/styles/{style_id}"): Access.OWNER,
    ("PATCH", "/api/styles/{style_id}"): Access.OWNER,
    ("GET", "/api/styles/{style_id}/file"): Access.OWNER,
    ("GET", "/api/styles/{style_id}/preview"): Access.OWNER,
    ("DELETE", "/api/styles/{style_id}"): Access.OWNER,
    ("GET", "/api/avatars/model.glb"): Access.SIGNED_IN,
    ("GET", "/api/avatars/models"): Access.SIGNED_IN,
    ("POST", "/api/avatars/models"): Access.SIGNED_IN,
    ("GET", "/api/avatars/models/{model_id}/file"): Access.OWNER,
    ("DELETE", "/api/avatars/models/{model_id}"): Access.OWNER,
    ("POST", "/api/avatars/{picture_id}/pack"): Access.OWNER,
    ("GET", "/api/avatars/packs/{pack_id}/file"): Access.OWNER,
    ("DELETE", "/api/avatars/packs/{pack_id}"): Access.OWNER,
    ("GET", "/api/avatars/projects"): Access.SIGNED_IN,
    ("POST", "/api/avatars/projects"): Access.SIGNED_IN,
    ("GET", "/api/avatars/projects/{avatar_id}"): Access.OWNER,
    ("PATCH", "/api/avatars/projects/{avatar_id}"): Access.OWNER,
    ("DELETE", "/api/avatars/projects/{avatar_id}"): Access.OWNER,
    ("POST", "/api/avatars/projects/{avatar_id}/steps"): Access.OWNER,
    ("POST", "/api/avatars/projects/{avatar_id}/candidates"): Access.OWNER,
    ("GET", "/api/avatars/projects/{avatar_id}/candidates/{run_id}"): Access.OWNER,
    ("POST", "/api/avatars/projects/{avatar_id}/picks"): Access.OWNER,
    ("GET", "/api/widgets"): Access.SIGNED_IN,
    ("POST", "/api/widgets"): Access.SIGNED_IN,
    ("GET", "/api/widgets/{widget_id}"): Access.OWNER,
    ("PUT", "/api/widgets/{widget_id}"): Access.OWNER,
    ("DELETE", "/api/widgets/{widget_id}"): Access.OWNER,
    ("GET", "/api/widgets/{widget_id}/face"): Access.OWNER,
    ("GET", "/api/widgets/{widget_id}/conversations"): Access.OWNER,
    ("GET", "/api/widgets/{widget_id}/conversations/{conversation_id}"): Access.OWNER,
    ("DELETE", "/api/widgets/{widget_id}/conversations/{conversation_id}"): Access.OWNER,
    # for visitors of other web sites: the page that they frame, and calls whose pass is the permission
    # (tests/integration/widgets says what that opens)
    ("GET", "/widget/{widget_id}"): Access.ANYBODY,
    ("GET", "/widget/{widget_id}/face"): Access.ANYBODY,
    ("POST", "/api/widget/{widget_id}/sessions"): Access.ANYBODY,
    ("GET", "/api/widget/{widget_id}/messages"): Access.ANYBODY,
    ("POST", "/api/widget/{widget_id}/messages"): Access.ANYBODY,
    ("DELETE", "/api/widget/{widget_id}/messages"): Access.ANYBODY,
    ("GET", "/api/widget/{widget_id}/runs/{run_id}/events"): Access.ANYBODY,
    ("POST", "/api/widget/{widget_id}/runs/{run_id}/cancel"): Access.ANYBODY,
    ("GET", "/api/widget/{widget_id}/pictures/{picture_id}"): Access.ANYBODY,
    ("GET", "/api/models"): Access.SIGNED_IN,
    ("GET", "/api/models/adapters"): Access.SIGNED_IN,
    ("POST", "/api/invoke"): Access.SIGNED_IN,
    ("GET", "/api/usage"): Access.SIGNED_IN,  # a user's own; test_usage_report.py says what others see
    ("GET", "/api/billing/balance"): Access.SIGNED_IN,
    ("GET", "/api/admin/encryption"): Permission.MANAGE_SECRETS,
    ("POST", "/api/admin/encryption/rotate"): Permission.MANAGE_SECRETS,
    ("GET", "/api/billing/wallet"): Access.SIGNED_IN,
    ("GET", "/api/billing/statement"): Access.SIGNED_IN,
    ("GET", "/api/admin/billing/wallets"): Permission.READ_BILLING,
    ("POST", "/api/admin/billing/wallets"): Permission.MANAGE_BILLING,
    ("GET", "/api/admin/billing/wallets/{wallet_id}"): Permission.READ_BILLING,
    ("PATCH", "/api/admin/billing/wallets/{wallet_id}"): Permission.MANAGE_BILLING,
    ("GET", "/api/admin/billing/wallets/{wallet_id}/statement"): Permission.READ_BILLING,
    ("POST", "/api/admin/billing/wallets/{wallet_id}/adjust"): Permission.MANAGE_BILLING,
    ("GET", "/api/admin/billing/audit"): Permission.READ_BILLING,
    ("POST", "/api/admin/billing/audit"): Permission.MANAGE_BILLING,
    ("GET", "/api/billing/payment-methods"): Access.SIGNED_IN,
    ("DELETE", "/api/billing/payment-methods"): Access.SIGNED_IN,
    ("GET", "/api/billing/orders"): Access.SIGNED_IN,
    ("POST", "/api/billing/orders"): Access.SIGNED_IN,
    ("GET", "/api/billing/orders/{order_id}"): Access.OWNER,
    ("POST", "/api/billing/orders/{order_id}/look"): Access.OWNER,
    ("GET", "/api/admin/billing/orders"): Permission.READ_BILLING,
    ("POST", "/api/admin/billing/orders/{order_id}/confirm"): Permission.MANAGE_BILLING,
    ("POST", "/api/admin/billing/orders/{order_id}/refund"): Permission.MANAGE_BILLING,
    ("POST", "/api/admin/billing/orders/{order_id}/seen"): Permission.MANAGE_BILLING,
    ("GET", "/api/pay/{provider}/notify"): Access.ANYBODY,  # the provider's signature is the permission
    ("POST", "/api/pay/{provider}/notify"): Access.ANYBODY,
    ("GET", "/api/plans"): Access.SIGNED_IN,
    ("GET", "/api/billing/subscription"): Access.SIGNED_IN,
    ("POST", "/api/billing/subscription"): Access.SIGNED_IN,
    ("PATCH", "/api/billing/subscription"): Access.SIGNED_IN,
    ("POST", "/api/billing/subscription/cancel"): Access.SIGNED_IN,
    ("POST", "/api/billing/subscription/resume"): Access.SIGNED_IN,
    ("GET", "/api/billing/notices"): Access.SIGNED_IN,
    ("POST", "/api/billing/notices/{notice_id}/read"): Access.SIGNED_IN,
    ("GET", "/api/billing/wishes"): Access.SIGNED_IN,
    ("PUT", "/api/billing/wishes"): Access.SIGNED_IN,
    ("POST", "/api/billing/codes/redeem"): Access.SIGNED_IN,
    ("GET", "/api/admin/plans"): Permission.READ_BILLING,
    ("POST", "/api/admin/plans"): Permission.MANAGE_BILLING,
    ("PUT", "/api/admin/plans/{plan_id}"): Permission.MANAGE_BILLING,
    ("GET", "/api/admin/subscriptions"): Permission.READ_BILLING,
    ("POST", "/api/admin/subscriptions"): Permission.MANAGE_BILLING,
    ("GET", "/api/admin/codes"): Permission.READ_BILLING,
    ("POST", "/api/admin/codes"): Permission.MANAGE_BILLING,
    ("GET", "/api/admin/codes/{batch_id}"): Permission.READ_BILLING,
    ("DELETE", "/api/admin/codes/{batch_id}"): Permission.MANAGE_BILLING,
    ("GET", "/api/billing/invoices"): Access.SIGNED_IN,
    ("GET", "/api/billing/invoices/{invoice_id}"): Access.OWNER,
    ("GET", "/api/billing/invoices/{invoice_id}/file"): Access.OWNER,
    ("GET", "/api/admin/invoices"): Permission.READ_BILLING,
    ("POST", "/api/admin/invoices"): Permission.MANAGE_BILLING,
    ("GET", "/api/prices"): Access.SIGNED_IN,
    ("GET", "/api/usage/{request_id}/explanation"): Access.OWNER,
    ("GET", "/api/admin/prices"): Permission.READ_BILLING,
    ("GET", "/api/admin/prices/books"): Permission.READ_BILLING,
    ("GET", "/api/admin/prices/books/{book_id}"): Permission.READ_BILLING,
    ("DELETE", "/api/admin/prices/books/{book_id}"): Permission.MANAGE_PRICES,
    ("POST", "/api/admin/prices/drafts"): Permission.MANAGE_PRICES,
    ("PUT", "/api/admin/prices/drafts/{book_id}"): Permission.MANAGE_PRICES,
    ("DELETE", "/api/admin/prices/drafts/{book_id}"): Permission.MANAGE_PRICES,
    ("POST", "/api/admin/prices/drafts/{book_id}/import-litellm"): Permission.MANAGE_PRICES,
    ("POST", "/api/admin/prices/drafts/{book_id}/preview"): Permission.MANAGE_PRICES,
    ("POST", "/api/admin/prices/drafts/{book_id}/publish"): Permission.MANAGE_PRICES,
    ("GET", "/api/admin/prices/groups"): Permission.READ_BILLING,
    ("PUT", "/api/admin/prices/groups/members/{user_id}"): Permission.MANAGE_PRICES,
    ("DELETE", "/api/admin/prices/groups/members/{user_id}"): Permission.MANAGE_PRICES,
    ("GET", "/api/admin/prices/margins"): Permission.READ_BILLING,
    ("GET", "/api/admin/presets"): Permission.MANAGE_MODELS,
    ("GET", "/api/admin/health"): Permission.READ_INCIDENTS,
    ("GET", "/api/admin/cases"): Permission.READ_INCIDENTS,
    ("GET", "/api/admin/providers"): Permission.MANAGE_MODELS,
    ("POST", "/api/admin/providers"): Permission.MANAGE_MODELS,
    ("PATCH", "/api/admin/providers/{name:path}"): Permission.MANAGE_MODELS,
    ("DELETE", "/api/admin/providers/{name:path}"): Permission.MANAGE_MODELS,
    ("POST", "/api/admin/providers/test"): Permission.MANAGE_MODELS,
    ("GET", "/api/admin/discover"): Permission.MANAGE_MODELS,
    ("GET", "/api/admin/cache"): Permission.READ_INCIDENTS,
    ("DELETE", "/api/admin/cache"): Permission.MANAGE_MODELS,
    ("GET", "/api/admin/audit"): Permission.READ_AUDIT,
    ("GET", "/api/admin/audit/export"): Permission.EXPORT_AUDIT,
    ("GET", "/api/admin/audit/verify"): Permission.READ_AUDIT,
    ("GET", "/api/admin/models"): Permission.MANAGE_MODELS,
    ("POST", "/api/admin/models"): Permission.MANAGE_MODELS,
    ("PATCH", "/api/admin/models/{model_id:path}"): Permission.MANAGE_MODELS,
    ("DELETE", "/api/admin/models/{model_id:path}"): Permission.MANAGE_MODELS,
    ("PUT", "/api/admin/defaults"): Permission.MANAGE_MODELS,
    ("POST", "/api/admin/import/litellm"): Permission.MANAGE_MODELS,
    ("POST", "/api/route/explain"): Access.SIGNED_IN,
    ("GET", "/api/admin/routes"): Permission.MANAGE_MODELS,
    ("POST", "/api/admin/routes"): Permission.MANAGE_MODELS,
    ("PUT", "/api/admin/routes/{name:path}"): Permission.MANAGE_MODELS,
    ("DELETE", "/api/admin/routes/{name:path}"): Permission.MANAGE_MODELS,
    ("GET", "/api/admin/privacy"): Permission.MANAGE_RULES,
    ("POST", "/api/admin/privacy/policies"): Permission.MANAGE_RULES,
    ("PUT", "/api/admin/privacy/policies/{name}"): Permission.MANAGE_RULES,
    ("DELETE", "/api/admin/privacy/policies/{name}"): Permission.MANAGE_RULES,
    ("POST", "/api/admin/privacy/rules"): Permission.MANAGE_RULES,
    ("PUT", "/api/admin/privacy/rules/{name}"): Permission.MANAGE_RULES,
    ("DELETE", "/api/admin/privacy/rules/{name}"): Permission.MANAGE_RULES,
    ("POST", "/api/admin/privacy/try"): Permission.MANAGE_RULES,
    ("GET", "/api/admin/privacy/findings"): Permission.MANAGE_RULES,
    ("POST", "/api/admin/privacy/findings/{finding_id}/decision"): Permission.MANAGE_RULES,
    ("POST", "/api/admin/privacy/findings/{finding_id}/reveal"): Permission.UNMASK,
    ("GET", "/api/admin/scores"): Permission.MANAGE_MODELS,
    ("PUT", "/api/admin/scores"): Permission.MANAGE_MODELS,
    ("WS", "/v1/realtime"): Access.KEY,
    ("POST", "/v1/chat/completions"): Access.KEY,
    ("POST", "/v1/responses"): Access.KEY,
    ("POST", "/v1/completions"): Access.KEY,
    ("POST", "/v1/embeddings"): Access.KEY,
    ("GET", "/v1/models"): Access.KEY,
    ("GET", "/v1/models/{id}"): Access.KEY,
    ("POST", "/v1/images/generations"): Access.KEY,
    ("POST", "/v1/images/edits"): Access.KEY,
    ("POST", "/v1/audio/speech"): Access.KEY,
    ("POST", "/v1/audio/transcriptions"): Access.KEY,
    ("POST", "/v1/audio/translations"): Access.KEY,
    ("POST", "/v1/moderations"): Access.KEY,
    ("POST", "/v1/rerank"): Access.KEY,
    ("POST", "/v1/files"): Access.KEY,
    ("GET", "/v1/files"): Access.KEY,
    ("GET", "/v1/files/{id}"): Access.KEY,
    ("DELETE", "/v1/files/{id}"): Access.KEY,
    ("GET", "/v1/files/{id}/content"): Access.KEY,
    ("POST", "/v1/batches"): Access.KEY,
    ("GET", "/v1/batches"): Access.KEY,
    ("GET", "/v1/batches/{id}"): Access.KEY,
    ("POST", "/v1/batches/{id}/cancel"): Access.KEY,
    ("POST", "/v1/messages"): Access.KEY,
    ("POST", "/v1/messages/count_tokens"): Access.KEY,
    **dict.fromkeys(GEMINI, Access.KEY),
}

BRAND: dict[str, Any] = {"name": "mine", "palette": [{"colour": "#000000"}, {"colour": "#ffffff"}]}
BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "/api/me"): {"theme": "dark"},
    ("POST", "/api/me/password"): {"current": "x", "new": "a new password"},
    ("POST", "/api/users"): {
        "email": "eve@example.org",
        "password": "eves password",
        "role": "administrator",
    },
    ("PATCH", "/api/users/{user_id}"): {"role": "administrator"},
    ("PATCH", "/api/keys/{key_id}"): {"name": "taken over"},
    ("POST", "/api/teams"): {"name": "mine"},
    ("PATCH", "/api/teams/{team_id}"): {"name": "taken over"},
    ("PATCH", "/api/teams/{team_id}/members/{user_id}"): {"role": "member"},
    ("PUT", "/api/teams/{team_id}/members/{user_id}/cap"): {"spend_micros": 1},
    ("PUT", "/api/teams/{team_id}/pictures"): {"share_same": True},
    ("POST", "/api/teams/{team_id}/projects"): {"name": "mine"},
    ("PATCH", "/api/teams/{team_id}/projects/{project_id}"): {"name": "taken over"},
    ("POST", "/api/teams/{team_id}/invitations"): {"email": "eve@example.org"},
    ("POST", "/chat"): {"user_input": "hello"},
    ("PATCH", "/api/conversations/{conversation_id}"): {"title": "taken over"},
    ("POST", "/api/conversations/{conversation_id}/turns"): {"text": "hello"},
    ("PUT", "/api/conversations/{conversation_id}/summary"): {"facts": ["taken over"]},
    ("POST", "/api/messages/{message_id}/feedback"): {"value": "up"},
    ("POST", "/api/pictures"): {"prompt": "a boat"},
    ("POST", "/api/pictures/enrich"): {"prompt": "a boat"},
    ("POST", "/api/pictures/zip"): {"ids": ["img_x"]},
    ("POST", "/api/pictures/delete"): {"ids": ["img_x"]},
    ("PATCH", "/api/pictures/{picture_id}"): {"starred": True},
    ("POST", "/api/avatars/projects/{avatar_id}/candidates"): {"step": 1},
    ("POST", "/api/datasets/{dataset_id}/pictures/{item_id}/suggest"): {"model": "builtin/assistant"},
    ("PATCH", "/api/styles/{style_id}"): {"name": "taken over"},
    ("POST", "/api/avatars/{picture_id}/pack"): {
        "expressions": ["happy"],
        "sizes": [64],
        "backgrounds": ["blue"],
    },
    ("POST", "/api/avatars/projects/{avatar_id}/picks"): {"picture_id": "img_x"},
    ("POST", "/api/widgets"): {"name": "mine"},
    ("PUT", "/api/widgets/{widget_id}"): {"name": "taken over"},
    ("POST", "/api/collections"): {"name": "Boats"},
    ("POST", "/api/brands"): BRAND,
    ("PUT", "/api/brands/{brand_id}"): BRAND,
    ("PATCH", "/api/collections/{collection_id}"): {"name": "taken over"},
    ("POST", "/api/collections/{collection_id}/add"): {"ids": ["img_x"]},
    ("POST", "/api/collections/{collection_id}/remove"): {"ids": ["img_x"]},
    ("POST", "/api/invoke"): {"task_type": "dialogue", "input": {"text": "hello"}},
    ("POST", "/api/admin/providers"): {
        "name": "mine",
        "kind": "openai",
        "base_url": "https://evil.example/v1",
    },
    ("POST", "/api/admin/models"): {"name": "mine", "provider": "builtin", "model": "assistant"},
    ("POST", "/api/admin/import/litellm"): {"text": "model_list: []"},
    ("POST", "/api/route/explain"): {"messages": [{"role": "user", "content": "hello"}]},
    ("POST", "/api/admin/routes"): {"name": "mine"},
    ("POST", "/api/admin/privacy/policies"): {"name": "mine", "kinds": ["email"], "tasks": ["speech"]},
    ("PUT", "/api/admin/privacy/policies/{name}"): {"kinds": ["email"], "tasks": ["speech"]},
    ("POST", "/api/admin/privacy/rules"): {"name": "mine", "tier": "log", "words": ["unspeakable"]},
    ("PUT", "/api/admin/privacy/rules/{name}"): {"tier": "log", "words": ["unspeakable"]},
    ("POST", "/api/admin/privacy/try"): {"text": "hello"},
    ("POST", "/api/admin/privacy/findings/{finding_id}/decision"): {"decision": "fine"},
    ("PUT", "/api/admin/scores"): {"key": "builtin/assistant", "task": "code", "score": 1},
}
FORM = {"files": {"file": ("a.png", b"no picture", "image/png")}}


@dataclass
class Person:
    """A user with a browser (cookie) and a script (key), and the ids of what is theirs."""

    email: str
    key: str
    browser: httpx.Client
    script: httpx.Client
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    server: RunningServer
    admin: httpx.Client
    alice: Person
    bob: Person
    roles: dict[str, Person]
    """One person of each role."""
    team: dict[str, Person]
    """One of each role in the team of Alice, who owns it."""

    def anonymous(self, **headers: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.server.url, headers=headers, trust_env=False, verify=False, timeout=60
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with RunningServer(tmp_path_factory.mktemp("permissions")) as server, server.client() as admin:
        alice, bob = (_person(server, admin, name) for name in ("alice", "bob"))
        roles = {role: _person(server, admin, f"a.{role}", role) for role in ROLE_PERMISSIONS}
        _fill(alice)
        team = {role: _person(server, admin, f"the.{role}") for role in ("admin", "member")}
        _found_team(alice, team, admin)
        yield World(server, admin, alice, bob, roles, team)
        for person in (alice, bob, *roles.values(), *team.values()):
            person.browser.close()
            person.script.close()


def _person(server: RunningServer, admin: httpx.Client, name: str, role: str = "user") -> Person:
    form = {"email": f"{name}@example.org", "password": f"{name}s password"}
    user_id = admin.post("/api/users", json={**form, "role": role}).raise_for_status().json()["id"]
    browser = httpx.Client(
        base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False, timeout=60
    )
    browser.post("/api/session", json=form).raise_for_status()
    made = browser.post("/api/keys", json={"name": "script"}).raise_for_status().json()
    script = server.client(made["secret"])
    ids = {
        "user_id": user_id,
        "key_id": made["key"]["id"],
        "session_id": browser.get("/api/sessions").json()["items"][0]["id"],
        "client_id": browser.post("/api/clients", json={"scopes": ["models"]}).json()["client"]["id"],
    }
    return Person(form["email"], made["secret"], browser, script, ids)


def _fill(person: Person) -> None:
    conversation = person.script.post("/api/conversations", json={}).raise_for_status().json()["id"]
    turn = person.script.post(f"/api/conversations/{conversation}/turns", json={"text": "hello"}).json()
    person.script.get(f"/api/runs/{turn['run_id']}/events")
    wish = {"prompt": "a boat", "width": 256, "height": 256}
    painting = person.script.post("/api/pictures", json=wish).raise_for_status().json()["run_id"]
    person.script.get(f"/api/runs/{painting}/events")
    avatar = person.script.post("/api/avatars/projects", json={"name": "alice"}).raise_for_status().json()
    dataset = person.script.post("/api/datasets", json={"name": "alice"}).raise_for_status().json()["id"]
    _fill_avatars(person)
    person.ids |= {
        "avatar_id": avatar["id"],
        "dataset_id": dataset,
        "item_id": "dpic_x",
        "number": "1",
        "conversation_id": conversation,
        "message_id": turn["assistant_message"]["id"],
        "run_id": turn["run_id"],
        "painting_run_id": painting,
        "picture_id": person.script.get("/api/pictures").json()["items"][0]["id"],
        "brand_id": person.script.post("/api/brands", json=BRAND).json()["id"],
        "widget_id": person.script.post("/api/widgets", json={"name": "alice"}).json()["id"],
        "collection_id": person.script.post("/api/collections", json={"name": "mine"}).json()["id"],
    }


def _fill_avatars(person: Person) -> None:
    """A model that was uploaded and a pack."""
    drawn = person.script.post("/api/avatars", json={"text": "a girl"}).raise_for_status().json()["run_id"]
    person.script.get(f"/api/runs/{drawn}/events")
    avatar = person.script.get("/api/pictures", params={"origin": "avatar"}).json()["items"][0]["id"]
    wish = {"expressions": ["happy"], "sizes": [], "backgrounds": ["blue"]}
    pack = person.script.post(f"/api/avatars/{avatar}/pack", json=wish).raise_for_status().json()
    person.script.get(f"/api/runs/{pack['run_id']}/events")
    model = person.script.get("/api/avatars/model.glb").raise_for_status().content
    kept = person.script.post("/api/avatars/models", files={"file": ("a.glb", model)}).raise_for_status()
    person.ids |= {"pack_id": pack["id"], "model_id": kept.json()["id"]}


def _found_team(owner: Person, others: dict[str, Person], admin: httpx.Client) -> None:
    team = owner.script.post("/api/teams", json={"name": "Kiln"}).raise_for_status().json()["id"]
    project = owner.script.post(f"/api/teams/{team}/projects", json={"name": "Kiln glaze"}).json()["id"]
    for role, person in others.items():
        wish = {"email": person.email, "role": role}
        owner.script.post(f"/api/teams/{team}/invitations", json=wish).raise_for_status()
        waiting = person.script.get("/api/invitations").json()["items"]
        person.script.post(f"/api/invitations/{waiting[0]['id']}/accept").raise_for_status()
    elsewhere = admin.post("/api/teams", json={"name": "Loom"}).json()["id"]
    invited = admin.post(f"/api/teams/{elsewhere}/invitations", json={"email": owner.email}).json()["id"]
    owner.ids |= {"team_id": team, "project_id": project, "invitation_id": invited}


def _name(part: str | tuple[str, str]) -> str:
    return part if isinstance(part, str) else " ".join(part)


def _call(
    client: httpx.Client, route: tuple[str, str], ids: dict[str, str], *, body: Any = None
) -> httpx.Response:
    method, path = route
    for name, value in ids.items():
        path = path.replace("{" + name + "}", value)
    path = path.replace("{name:path}", "builtin").replace("{model_id:path}", "mdl_x")
    an_id = "file_x" if path.startswith(("/v1/files", "/v1/batches")) else "builtin/assistant"
    path = path.replace("{token}", "made-up").replace("{id}", an_id).replace("{index}", "0")
    if path == "/api/uploads":
        return client.post(path, **FORM)
    if body is None:
        body = BODIES.get(route, {})
    if method not in {"POST", "PUT", "PATCH"}:
        body = None
    return client.request(method, path, json=body)


def routes_with(*access: Needed) -> list[tuple[str, str]]:
    return sorted(route for route, who in ACCESS.items() if who in access and route[0] != "WS")


OF_TEAMS = (Access.MEMBER, Access.MANAGER, Access.TEAM_OWNER)
CLOSED = routes_with(Access.SIGNED_IN, Access.OWNER, Access.KEY, *OF_TEAMS, *Permission)
BY_ROLE = sorted((route, role) for route in routes_with(*Permission) for role in ROLE_PERMISSIONS)


def test_every_route_is_classified(tmp_path: Path) -> None:
    outer = assemble(load_settings({"HUAHUA_DATA_DIR": str(tmp_path)}))
    assert isinstance(outer, Outer)
    api, gateway = outer._api, outer._gateway
    assert isinstance(api, FastAPI)
    found = {("GET", "/v1/models/{id}"), ("WS", PATH), *GEMINI} | set(gateway._routes)  # type: ignore[attr-defined]
    for route in iter_route_contexts(api.routes):
        for method in (route.methods or {"WS"}) - {"HEAD"}:
            found.add((method, route.path or ""))
    assert found == set(ACCESS)


@pytest.mark.parametrize("route", CLOSED, ids=" ".join)
def test_strangers_are_turned_away(world: World, route: tuple[str, str]) -> None:
    credentials: list[dict[str, str]] = [
        {},
        {"authorization": "Bearer sk-wrong"},
        {"authorization": f"Bearer {world.alice.key[:-1]}"},
        {"x-api-key": "sk-wrong"},
        {"cookie": "huahua_session=wrong", "origin": world.server.url},
        # a wrong key is not made good by a right cookie
        {"authorization": "Bearer sk-wrong", "cookie": _cookie(world.alice), "origin": world.server.url},
    ]
    for headers in credentials:
        with world.anonymous(**headers) as stranger:
            answer = _call(stranger, route, world.alice.ids)
        assert answer.status_code == 401, (headers, answer.text)
        assert "example.org" not in answer.text


@pytest.mark.parametrize(("route", "role"), BY_ROLE, ids=_name)
def test_a_role_may_what_its_permissions_say(world: World, route: tuple[str, str], role: str) -> None:
    """Who may gets as far as the body, which is none, or to an id of nobody; so nothing is changed."""
    person = world.roles[role]
    ids = dict.fromkeys(person.ids, "nobody")
    for client in (person.browser, person.script):
        answer = _call(client, route, ids, body=[])
        if ACCESS[route] in ROLE_PERMISSIONS[role]:
            assert answer.status_code not in {401, 405} and answer.status_code < 500, answer.text
            assert '"forbidden"' not in answer.text
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_every_role_is_in_the_table() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert ROLE_PERMISSIONS["user"] == set()
    assert ROLE_PERMISSIONS["administrator"] == set(Permission)


def test_each_is_told_what_they_may(world: World) -> None:
    for role, person in world.roles.items():
        user = person.browser.get("/api/bootstrap").json()["user"]
        assert user["role"] == role
        assert set(user["permissions"]) == ROLE_PERMISSIONS[role]


@pytest.mark.parametrize("route", routes_with(Access.OWNER, *OF_TEAMS), ids=" ".join)
def test_what_belongs_to_another_is_not_there(world: World, route: tuple[str, str]) -> None:
    for client in (world.bob.browser, world.bob.script, world.admin):
        answer = _call(client, route, world.alice.ids)
        assert answer.status_code == 404, answer.text
        for theirs in ("hello", "a boat", "alice", "Kiln"):
            assert theirs not in answer.text


BY_MEMBERS = sorted((route, role) for route in routes_with(*OF_TEAMS) for role in ("admin", "member"))


@pytest.mark.parametrize(("route", "role"), BY_MEMBERS, ids=_name)
def test_a_member_may_what_the_role_in_the_team_allows(
    world: World, route: tuple[str, str], role: str
) -> None:
    """Who may is told so by an answer that changes nothing: a body that is none, or the name of nobody."""
    may = ACCESS[route] is Access.MEMBER or (ACCESS[route] is Access.MANAGER and role == "admin")
    ids = world.alice.ids
    if may:
        ids = ids | dict.fromkeys(("user_id", "project_id", "invitation_id"), "nobody")
    for client in (world.team[role].browser, world.team[role].script):
        answer = _call(client, route, ids, body=[] if may else None)
        if may:
            assert answer.status_code in {200, 404, 422}, answer.text
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "not_in_charge")


LIMITS = [
    {"rules": {"models": ["auto"]}},
    {"rules": {"endpoints": ["chat"]}},
    {"rules": {"networks": ["127.0.0.0/8", "::1"]}},
    {"rules": {"limits": {"spend_micros": 1}}},
    {"team_id": "{team_id}"},
]


@pytest.mark.parametrize("limit", LIMITS, ids=str)
def test_a_limited_key_does_nothing_but_call_models(world: World, limit: dict[str, Any]) -> None:
    """Or it would make itself another key that is not limited."""
    wish = json.loads(json.dumps(limit).replace("{team_id}", world.alice.ids["team_id"]))
    made = world.alice.browser.post("/api/keys", json={"name": "limited", **wish}).raise_for_status().json()
    with world.server.client(made["secret"]) as key:
        for route in sorted({*CLOSED} - {*routes_with(Access.KEY)}):
            if route[1] in FOR_LIMITED_KEYS:
                continue
            answer = _call(key, route, world.alice.ids)
            assert (answer.status_code, answer.json()["code"]) == (403, "key_limited"), route
        assert key.get("/v1/models").status_code == 200
        assert key.get("/api/models").status_code == 200
    world.alice.browser.delete(f"/api/keys/{made['key']['id']}").raise_for_status()


def test_support_reads_and_is_seen_to(world: World) -> None:
    support, path = world.roles["support"], f"/api/admin/users/{world.alice.ids['user_id']}/conversations"
    one = world.alice.ids["conversation_id"]
    assert one in [row["id"] for row in support.browser.get(path).json()["items"]]
    assert support.browser.get(f"{path}/{one}").json()["messages"][0]["text"] == "hello"
    # Not under another's name, and what is not read is not changed either.
    others = path.replace(world.alice.ids["user_id"], world.bob.ids["user_id"])
    assert support.browser.get(f"{others}/{one}").status_code == 404
    assert support.browser.patch(f"/api/conversations/{one}", json={"title": "x"}).status_code == 404
    told = world.admin.get("/api/admin/audit", params={"action": "content.read"}).json()["items"]
    assert {entry["subject"]["id"] for entry in told} >= {one, world.alice.ids["user_id"]}
    assert {entry["actor"]["user_id"] for entry in told} >= {support.ids["user_id"]}


UNSAFE = [
    route
    for route in routes_with(Access.SIGNED_IN, Access.OWNER, *OF_TEAMS, *Permission)
    if route[0] not in {"GET", "HEAD"}
]


@pytest.mark.parametrize("route", [*UNSAFE, ("DELETE", "/api/session")], ids=" ".join)
def test_cookies_do_not_work_from_other_sites(world: World, route: tuple[str, str]) -> None:
    cookie = _cookie(world.alice)
    port = world.server.port
    for origin in (
        "https://evil.example",
        "null",
        "",
        f"http://127.0.0.1:{port + 1}",
        f"http://evil@x:{port}",
    ):
        with world.anonymous(cookie=cookie, origin=origin) as forged:
            assert _call(forged, route, world.alice.ids).status_code == 403, origin
    with world.anonymous(cookie=cookie) as without:
        assert _call(without, route, world.alice.ids).status_code == 403


@pytest.mark.parametrize("route", routes_with(Access.KEY), ids=" ".join)
def test_the_gateway_takes_no_cookies(world: World, route: tuple[str, str]) -> None:
    assert _call(world.alice.browser, route, {}).status_code == 401


def test_alice_still_has_everything(world: World) -> None:
    """Nothing that was tried above has changed what is hers."""
    opened = world.alice.browser.get(f"/api/conversations/{world.alice.ids['conversation_id']}").json()
    assert opened["conversation"]["title"] != "taken over"
    assert opened["messages"][0]["text"] == "hello"
    assert opened["messages"][1]["feedback"] is None
    picture = world.alice.browser.get(f"/api/pictures/{world.alice.ids['picture_id']}").json()
    assert picture["starred"] is False
    avatar = world.alice.browser.get(f"/api/avatars/projects/{world.alice.ids['avatar_id']}").json()
    assert (avatar["name"], avatar["head"], avatar["candidates"]) == ("alice", 1, [])
    assert {row["email"] for row in world.admin.get("/api/users").json()["items"]} == {
        "admin@example.org",
        "alice@example.org",
        "bob@example.org",
        *(person.email for person in (*world.roles.values(), *world.team.values())),
    }
    team = world.alice.browser.get(f"/api/teams/{world.alice.ids['team_id']}").json()
    assert team["team"]["name"] == "Kiln"
    assert [project["name"] for project in team["projects"]] == ["Kiln glaze"]
    assert [member["role"] for member in team["members"]] == ["owner", "admin", "member"]
    assert [one["team_name"] for one in world.alice.browser.get("/api/invitations").json()["items"]] == [
        "Loom"
    ]


def test_lists_hold_only_what_is_ones_own(world: World) -> None:
    for path in ("/api/conversations", "/api/pictures"):
        assert world.bob.browser.get(path).json()["items"] == []
        assert world.bob.browser.get(path, params={"q": "boat"}).json()["items"] == []
    theirs = world.alice.ids["conversation_id"]
    assert world.bob.browser.get("/api/pictures", params={"conversation_id": theirs}).json()["items"] == []
    for path, id in (("/api/keys", "key_id"), ("/api/sessions", "session_id")):
        listed = [row["id"] for row in world.bob.browser.get(path).json()["items"]]
        assert listed == [world.bob.ids[id]]


def test_ids_in_bodies_are_checked_as_well_as_those_in_paths(world: World) -> None:
    bob, theirs = world.bob.script, world.alice.ids
    picture, conversation = theirs["picture_id"], theirs["conversation_id"]
    assert bob.post("/api/pictures/delete", json={"ids": [picture]}).json() == {"deleted": 0}
    assert bob.post("/api/pictures/zip", json={"ids": [picture]}).status_code == 404
    for mode in ("edit", "vary"):
        wish = {"prompt": "night", "mode": mode, "source_id": picture}
        assert bob.post("/api/pictures", json=wish).status_code == 404
    own = bob.post("/api/conversations", json={}).json()["id"]
    turn = {"text": "make it night", "attachments": [picture]}
    assert bob.post(f"/api/conversations/{own}/turns", json=turn).status_code in {404, 422}
    branch = {"text": "hello", "parent_id": theirs["message_id"]}
    assert bob.post(f"/api/conversations/{own}/turns", json=branch).status_code in {404, 422}
    leaf = {"leaf_id": theirs["message_id"]}
    assert bob.patch(f"/api/conversations/{own}", json=leaf).status_code in {404, 422}
    context = {"conversation_id": conversation}
    assert bob.post("/chat", json={"user_input": "hello", "context": context}).status_code in {404, 422}
    wish = {"prompt": "night", "mode": "edit", "source_id": f"{theirs['painting_run_id']}/1"}
    started = bob.post("/api/pictures", json=wish)
    if started.status_code == 202:
        events = bob.get(f"/api/runs/{started.json()['run_id']}/events").text
        assert "event: run.failed" in events and "event: picture\n" not in events
    for path in ("/api/pictures", "/api/avatars"):
        wish = {"prompt": "boat"} if path == "/api/pictures" else {"text": "boat"}
        into = bob.post(path, json={**wish, "conversation_id": conversation})
        if into.status_code == 202:
            bob.get(f"/api/runs/{into.json()['run_id']}/events")
    shown = world.alice.script.get("/api/pictures", params={"conversation_id": conversation}).json()
    assert shown["items"] == []


@pytest.mark.parametrize("path", sorted(path for method, path in ACCESS if method == "WS" and path != PATH))
def test_sockets_are_closed_on_strangers_and_other_sites(world: World, path: str) -> None:
    url = world.server.url.replace("http", "ws") + path
    cookie = _cookie(world.alice)
    for headers in (
        {},
        {"Authorization": "Bearer sk-wrong"},
        {"Cookie": cookie, "Origin": "https://evil.example"},
        {"Cookie": cookie},
        {"Cookie": "huahua_session=wrong", "Origin": world.server.url},
    ):
        with connect(url, additional_headers=headers, proxy=None) as socket:
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=60)
            assert socket.close_code == 4401


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer sk-wrong"}, {"Cookie": "the person's own"}], ids=str
)
def test_the_gateways_socket_takes_keys_only(world: World, headers: dict[str, str]) -> None:
    if "Cookie" in headers:
        headers = {"Cookie": _cookie(world.alice), "Origin": world.server.url}
    url = world.server.url.replace("http", "ws") + PATH + "?model=auto"
    with pytest.raises(InvalidStatus) as refused, connect(url, additional_headers=headers, proxy=None):
        pass
    assert refused.value.response.status_code == 401


def test_a_socket_does_not_follow_anothers_run(world: World) -> None:
    url = world.server.url.replace("http", "ws") + "/api/ws"
    with connect(url, additional_headers={"Authorization": f"Bearer {world.bob.key}"}, proxy=None) as socket:
        socket.send(json.dumps({"type": "subscribe", "run_id": world.alice.ids["run_id"]}))
        assert '"run_not_found"' in str(socket.recv(timeout=60))


def test_a_revoked_key_and_a_disabled_user_are_strangers(world: World) -> None:
    carol = _person(world.server, world.admin, "carol")
    spare = carol.browser.post("/api/keys", json={"name": "spare"}).json()
    key = world.server.client(spare["secret"])
    assert key.get("/api/me").status_code == 200
    carol.browser.delete(f"/api/keys/{spare['key']['id']}").raise_for_status()
    clients = [key]
    for route in CLOSED:
        assert _call(key, route, carol.ids).status_code == 401, route
    world.admin.patch(f"/api/users/{carol.ids['user_id']}", json={"disabled": True}).raise_for_status()
    clients += [carol.script, carol.browser]
    for client in (carol.script, carol.browser):
        for route in CLOSED:
            assert _call(client, route, carol.ids).status_code == 401, route
    form = {"email": carol.email, "password": "carols password"}
    with world.anonymous(origin=world.server.url) as again:
        assert again.post("/api/session", json=form).status_code == 401
    for client in clients:
        client.close()


def test_open_sockets_and_streams_end_with_their_key(world: World) -> None:
    dave = _person(world.server, world.admin, "dave")
    conversation = dave.browser.post("/api/conversations", json={}).json()["id"]
    key = dave.browser.post("/api/keys", json={"name": "lost"}).json()
    url = world.server.url.replace("http", "ws")
    bearer = {"Authorization": f"Bearer {key['secret']}"}
    with (
        connect(f"{url}/api/ws", additional_headers=bearer, proxy=None) as page,
        connect(f"{url}/ws", additional_headers=bearer, proxy=None) as talk,
    ):
        dave.browser.delete(f"/api/keys/{key['key']['id']}").raise_for_status()
        talk.send('{"user_input": "hello"}')
        for socket in (talk, page):
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=60)
            assert socket.close_code == 4401
    assert dave.browser.get(f"/api/conversations/{conversation}").json()["messages"] == []


def test_malformed_frames_get_an_answer_and_the_socket_stays_open(world: World) -> None:
    url = world.server.url.replace("http", "ws") + "/api/ws"
    frames: list[str | bytes] = [
        b"\x00\xff",
        "{",
        "[" * 4_000,
        "x" * 100_000,
        '{"type": 5}',
        '{"type": "subscribe", "run_id": "a\\u0000b"}',
        '{"type": "subscribe", "run_id": "run_x", "after": "one"}',
    ]
    with connect(url, additional_headers={"Authorization": f"Bearer {world.bob.key}"}, proxy=None) as socket:
        for frame in frames:
            socket.send(frame)
            assert json.loads(socket.recv(timeout=60))["code"] == "malformed_message"
        socket.send('{"type": "ping"}')
        assert json.loads(socket.recv(timeout=60)) == {"type": "pong"}


def _cookie(person: Person) -> str:
    return f"huahua_session={person.browser.cookies['huahua_session']}"
