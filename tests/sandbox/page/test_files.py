"""The page's files: small, of our own making, asking nothing of other hosts, with no word unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox import seed
from tests.browser import chromium

PAGE = Path(__file__).parents[3] / "sandbox" / "page"
MODULES = sorted(PAGE.glob("*.js"))
WORDS = (PAGE / "words.js", PAGE / "spanish.js")
SPOKEN_BY_VALUE = {"true", "false"}
"""Words looked up by a value that is not written as a string."""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_is_small_and_says_what_it_is_for(module: Path) -> None:
    lines = module.read_text("utf-8").splitlines()
    assert lines[0].startswith("/**")
    assert len(lines) <= 300


@pytest.mark.parametrize("file", sorted(PAGE.iterdir()), ids=lambda path: path.name)
def test_nothing_comes_from_another_host(file: Path) -> None:
    """No font, style, script or picture is fetched from elsewhere; the SVG namespace is only a name."""
    text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://[\w.-]+\.\w+|@import|url\(", text) == []


def test_what_the_page_asks_for_is_there() -> None:
    text = "".join(path.read_text("utf-8") for path in [PAGE / "index.html", *MODULES])
    asked = set(re.findall(r"/page/static/([\w.]+)", text)) | set(re.findall(r'from "\./([\w.]+)"', text))
    assert asked - {path.name for path in PAGE.iterdir()} == set()


def test_every_word_is_said_somewhere() -> None:
    words = WORDS[0].read_text("utf-8")
    english = words[words.index("const EN") : words.index("\n};")]
    keys = set(re.findall(r"(?m)^  (\w+):", english))
    code = "".join(path.read_text("utf-8") for path in MODULES if path not in WORDS)
    code += Path(seed.__file__).read_text("utf-8")  # says who its members are
    assert {key for key in keys - SPOKEN_BY_VALUE if f'"{key}"' not in code} == set()
    assert {key for key in re.findall(r'\bsay\("(\w+)"', code) if key not in keys} == set()


@pytest.mark.parametrize(("in_ci", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
async def test_a_missing_browser_skips_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, in_ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setattr("tests.browser.shutil.which", lambda name: "/nowhere/chromium")
    monkeypatch.setenv("CI", in_ci)
    with pytest.raises(outcome, match="Chromium does not start"):
        async with chromium():
            pass
