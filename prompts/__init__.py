"""Prompts: every text that is sent to a model, one Markdown file each, with checked variables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

__all__ = ["Prompt", "PromptError", "load", "names"]


class PromptError(Exception):
    """A prompt that does not exist, cannot be read as a template, or is given the wrong values."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text with `$variables`; a dollar sign that is meant as such is written `$$`."""

    name: str
    text: str

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, in the order of their first use."""
        return tuple(Template(self.text).get_identifiers())

    def render(self, **values: str) -> str:
        """Return the text with its variables filled in; a value is never read as a template itself.

        Raises PromptError that names every missing and every unknown variable.
        """
        missing = [name for name in self.variables if name not in values]
        unknown = [name for name in values if name not in self.variables]
        if missing or unknown:
            faults = [f"needs {_listed(missing)}"] * bool(missing) + [f"has no {_listed(unknown)}"] * bool(unknown)
            raise PromptError(f"The prompt {self.name!r} {' and '.join(faults)}. Its variables are {self.variables!r}.")
        return Template(self.text).substitute(values)


@cache
def load(name: str) -> Prompt:
    """Load a prompt by the name of its file without `.md`.

    Raises PromptError where there is no such prompt or where it holds a dollar sign that starts no variable.
    """
    if name not in names():
        raise PromptError(f"There is no prompt {name!r}. Choose one of {', '.join(names())}.")
    text = files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
    template = Template(text)
    if not template.is_valid():
        raise PromptError(f"prompts/{name}.md holds a '$' that starts no variable. Write it as '$$'.")
    return Prompt(name, text)


@cache
def names() -> tuple[str, ...]:
    """List the names of all prompts."""
    return tuple(sorted(file.name.removesuffix(".md") for file in files(__name__).iterdir() if file.name[-3:] == ".md"))


def _listed(variables: list[str]) -> str:
    return ", ".join(f"${variable}" for variable in variables)
