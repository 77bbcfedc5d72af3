"""The command line as a person types it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.running_server import RunningServer


@pytest.fixture
def shell(tmp_path: Path) -> RunningServer:
    """A server that is not started: its folder and its way to run commands."""
    return RunningServer(tmp_path)


def test_users_and_keys_without_a_server(shell: RunningServer) -> None:
    made = shell.run("user", "create", "--email", "anna@example.org", "--password", "a long password")
    assert made.returncode == 0, made.stderr
    again = shell.run("user", "create", "--email", "anna@example.org", "--password", "a long password")
    assert again.returncode == 1
    assert "there is already a user with the e-mail address anna@example.org" in again.stderr
    listed = json.loads(shell.run("user", "list", "--json").stdout)
    assert [user["email"] for user in listed] == ["anna@example.org"]
    key = shell.run("key", "create", "--user", "anna@example.org")
    assert key.stdout.splitlines()[-1].startswith("sk-")
    stranger = shell.run("key", "create", "--user", "nobody@example.org")
    assert (stranger.returncode, stranger.stdout) == (1, "")
    assert "nobody@example.org" in stranger.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["user", "create", "--email", "x", "--password", "a long password"], "e-mail"),
        (["user", "create", "--email", "a@b.c", "--password", "short"], "at least 8"),
        (["user", "create", "--email", "a@b.c", "--password", "a long password", "--role", "king"], "king"),
        (["paint", "a boat", "-o", "x.png", "--size", "huge"], "huge"),
        (["paint", "a boat", "-o", "x.png", "--model", "none"], "none"),
        (["chat", "--model", "none"], "none"),
        (["config", "import-litellm", "missing.yaml"], "missing.yaml"),
    ],
)
def test_mistakes_are_one_line_and_status_1(shell: RunningServer, arguments: list[str], words: str) -> None:
    done = shell.run(*arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_stops_the_start(tmp_path: Path) -> None:
    shell = RunningServer(tmp_path, environ={"HUAHUA_SERVER__PROT": "80"}, executed=True)
    done = shell.run("serve")
    assert done.returncode == 1
    assert done.stderr.strip() == "huahua: HUAHUA_SERVER__PROT: there is no such setting"


@pytest.mark.parametrize(
    ("environ", "config", "words"),
    [
        ({"HUAHUA_SECRET_KEY": "short"}, {}, "secret_key: the secret key must have at least 16 bytes"),
        ({"HUAHUA_BLOB_URL": "ftp://pictures"}, {}, "blob_url: "),
        ({"HUAHUA_DATABASE_URL": "mysql://db"}, {}, "database_url: 'mysql'"),
        ({"HUAHUA_DATABASE_URL": "db"}, {}, "database_url: that is no database URL"),
        ({}, {"models": [{"name": "x", "provider": "openai", "model": "y", "api_key": "env:NOPE"}]}, "NOPE"),
    ],
    ids=["secret", "pictures", "another database", "no database", "a missing key"],
)
def test_what_is_wrong_with_the_settings_is_one_line_for_every_command(
    tmp_path: Path, environ: dict[str, str], config: dict[str, Any], words: str
) -> None:
    shell = RunningServer(tmp_path, environ=environ, config=config, with_admin=False)
    for arguments in (["serve", "--port", "0"], ["user", "list"]):
        done = shell.run(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.strip().splitlines()
        assert line.startswith("huahua: ")
        assert words in line


COMMANDS = (["doctor"], ["user", "list"], ["key", "create", "--user", "a@b.c"], ["chat"])


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_data_folder_that_cannot_be_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    shell = RunningServer(tmp_path)
    shell.data.write_text("a file, where the folder should be")
    done = shell.run(*arguments)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"huahua: cannot write to the folder of the database, {shell.data}: File exists"
    ]


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    shell = RunningServer(tmp_path)
    shell.data.mkdir()
    (shell.data / "huahua.db").write_bytes(b"\x07" * 5000)
    done = shell.run("user", "list")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["huahua: cannot open the database: file is not a database"]


def test_a_configuration_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    done = RunningServer(tmp_path, environ={"HUAHUA_CONFIG": str(file)}).run("doctor")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"huahua: {file}: not UTF-8 text"]


def test_a_database_that_fails_in_the_middle_is_one_line(tmp_path: Path) -> None:
    """As a full disk would make it."""
    shell = RunningServer(tmp_path)
    assert shell.run("db", "upgrade").returncode == 0
    with sqlite3.connect(shell.data / "huahua.db") as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    done = shell.run("user", "create", "--email", "a@example.org", "--password", "a long password")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "huahua: the database refused: full; see that its disk has room and may be written"
    ]


def test_a_wrong_administrator_in_the_settings_stops_the_start(tmp_path: Path) -> None:
    done = RunningServer(tmp_path, environ={"HUAHUA_ADMIN_PASSWORD": "short"}).run("serve", "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        "huahua: admin_email and admin_password: the password needs at least 8 characters"
    )


def test_paint_writes_the_same_picture_for_the_same_seed(shell: RunningServer) -> None:
    for name in ("a.png", "b.png"):
        done = shell.run("paint", "一只猫和一个红色的灯笼", "-o", name, "--size", "256x192", "--seed", "7")
        assert done.returncode == 0, done.stderr
    first, second = (shell.folder / name for name in ("a.png", "b.png"))
    assert first.read_bytes() == second.read_bytes()
    assert Image.open(first).size == (256, 192)


def test_chat_answers_and_paints_in_the_terminal(shell: RunningServer) -> None:
    done = shell.run("chat", input="what is 6 * 7\npaint a red boat\n\n")
    assert done.returncode == 0, done.stderr
    assert "42" in done.stdout
    assert len(list(shell.folder.glob("img_*.png"))) == 1


def _press_ctrl_c(command: Any) -> None:
    """Until it ends, with its input still open, whose end would end it too. The interpreter sees a signal that comes
    between the prompt and the read only when the read ends: a person would press again."""
    for _ in range(12):
        command.send_signal(signal.SIGINT)
        try:
            command.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
        return
    raise AssertionError("it goes on")


def test_ctrl_c_ends_a_chat_that_waits_for_a_line(shell: RunningServer) -> None:
    with shell.open("chat") as chat:
        assert chat.stdout is not None
        while chat.stdout.read(2) != "> ":
            assert chat.poll() is None
            chat.stdout.readline()
        _press_ctrl_c(chat)
        assert chat.stderr is not None
        complaints = chat.stderr.read()
    assert (chat.returncode, complaints) == (130, "")


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    well = RunningServer(tmp_path).run("doctor", "--json")
    assert well.returncode == 0, well.stdout
    assert {check["status"] for check in json.loads(well.stdout)} <= {"ok", "warning"}
    provider = {"name": "dead", "kind": "openai", "base_url": "http://127.0.0.1:9/v1", "allow_private": True}
    ill = RunningServer(tmp_path, config={"providers": [provider]}).run("doctor", "--json")
    assert ill.returncode == 1
    (check,) = [check for check in json.loads(ill.stdout) if check["id"] == "provider:dead"]
    assert check["status"] == "failed"
    assert "Check the base URL" in check["advice"]


def test_import_litellm_and_check(shell: RunningServer) -> None:
    file = shell.folder / "litellm.yaml"
    file.write_text(
        "model_list:\n"
        "  - model_name: gpt\n"
        "    litellm_params: {model: openai/gpt-4o-mini, api_key: sk-test}\n"
    )
    done = shell.run("config", "import-litellm", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert "gpt" in done.stdout
    assert shell.run("config", "check").returncode == 0


def test_the_schema_upgrade_is_done_once(shell: RunningServer) -> None:
    assert "Upgraded" in shell.run("db", "upgrade").stdout
    assert "Already" in shell.run("db", "upgrade").stdout
