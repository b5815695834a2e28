"""CI runs the README's test command itself."""

import os
import shutil
import subprocess
import sys

import pytest

from tests import ROOT

README = "## Start\n\n```sh\nexit 1\n```\n\n## Develop\n\nSome words.\n\n```sh\n{}\n```\n\n## More\n"
# All that `.ci/run` calls before that command, but for what installs packages.
COMMANDS = ("bash", "dirname", "env", "mktemp", "rm", "sed", "tee")


def readme_command():
    """The only line of code under Develop in the README."""
    develop = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Develop\n")[1].split("\n## ")[0]
    (command,) = develop.split("```sh\n")[1].split("\n```")[0].splitlines()
    return command


@pytest.mark.skipif(sys.platform == "win32", reason="bash is missing there")
def test_what_stands_in_the_readme_is_what_is_executed(tmp_path):
    commands = tmp_path / "commands"
    commands.mkdir()
    for name in COMMANDS:
        (commands / name).symlink_to(shutil.which(name))
    checkout = tmp_path / "checkout"
    (checkout / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", checkout / ".ci")
    # Ends the script, as a test that fails does.
    (checkout / "README.md").write_text(README.format('echo "$CATGUI_DATA, $PWD" >it_ran && exit 3'))

    done = subprocess.run(
        [".ci/run"],
        cwd=checkout,
        env={**os.environ, "PATH": str(commands), "CATGUI_DATA": "not for those who are new"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checkout / "it_ran").read_text() == f", {checkout}\n", done.stderr
    assert done.returncode == 3
    assert "started" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="bash is missing there")
def test_the_command_is_that_of_the_readme():
    run = subprocess.run([ROOT / ".ci" / "run", "--test-command"], check=True, capture_output=True, text=True)
    assert run.stdout.splitlines() == [readme_command()]


def test_other_systems_run_it_as_well():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    command = readme_command()
    assert f"run: {command}\n" in workflow
    # Windows has `python` for `python3`, and `Scripts` for the `bin` of an environment.
    assert f"run: {command.replace('python3', 'python').replace('/bin/', '/Scripts/')}\n" in workflow
