"""`huahua user …` and `huahua key …`."""

from __future__ import annotations

from typing import Annotated

import typer

from huahua.boot.cli.main import DataOption, JsonOption, fail, opened, output, print_json, run_async

users = typer.Typer(help="People who may sign in.", no_args_is_help=True)
keys = typer.Typer(help="API keys.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(users, name="user")
    app.add_typer(keys, name="key")


@users.command("create")
def create_user(
    email: Annotated[str | None, typer.Option(help="The e-mail address.")] = None,
    password: Annotated[str | None, typer.Option(help="The password; asked for when left out.")] = None,
    name: Annotated[str, typer.Option(help="The name to show.")] = "",
    role: Annotated[str, typer.Option(help="administrator, developer or user.")] = "user",
    data: DataOption = None,
) -> None:
    """Create a user."""
    from huahua.accounts.api import AccountError, Role

    email = email or typer.prompt("E-mail")
    password = password or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if role not in set(Role):
        fail(f"there is no role '{role}'; choose administrator, developer or user")

    async def work() -> None:
        async with opened(data) as services:
            try:
                user = await services.accounts.create_user(email, password, name, Role(role))
            except AccountError as fault:
                fail(str(fault))
            output.print(f"Created {user.role} {user.email} ({user.id})")

    run_async(work())


@users.command("list")
def list_users(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the users."""

    async def work() -> None:
        async with opened(data) as services:
            found = await services.accounts.users()
        if as_json:
            print_json([{"id": u.id, "email": u.email, "name": u.name, "role": u.role} for u in found])
            return
        for user in found:
            state = "  (disabled)" if user.disabled else ""
            output.print(f"{user.email}  {user.role}  {user.id}{state}", markup=False)

    run_async(work())


@keys.command("create")
def create_key(
    user: Annotated[str, typer.Option("--user", help="The owner's e-mail address.", metavar="EMAIL")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "command line",
    data: DataOption = None,
) -> None:
    """Create an API key and print it, this once, alone on the last line."""
    from huahua.accounts.api import AccountError

    async def work() -> str:
        async with opened(data) as services:
            try:
                owner = await services.accounts.user_by_email(user)
            except AccountError:
                fail(f"there is no user with the e-mail address {user}")
            _key, secret = await services.people.api_keys.create(owner.id, name)
            return str(secret)

    typer.echo(run_async(work()))
