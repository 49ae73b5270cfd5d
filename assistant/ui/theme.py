"""The look of the app: Gradio's theme in our colours, and our own styles and scripts as text for the page's head."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.ui.context import Renewed, UiContext

_STYLES = ("frame.css", "ask.css", "page_picture.css", "pages.css")
_SCRIPTS = ("frame.js", "pages.js", "ask.js", "page_picture.js", "browse.js", "demonstrate.js")


def app_theme() -> gr.themes.Base:
    """Return the theme; its fonts are those of the reader's system, so that nothing is fetched."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        font=["system-ui", "-apple-system", "Segoe UI", "Liberation Sans", "Arial", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "Liberation Mono", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
    )
    return theme.set(
        body_background_fill="var(--c-page)",
        body_background_fill_dark="var(--c-page)",
        body_text_color="var(--c-text)",
        body_text_color_dark="var(--c-text)",
        body_text_color_subdued="var(--c-muted)",
        body_text_color_subdued_dark="var(--c-muted)",
        block_background_fill="var(--c-surface)",
        block_background_fill_dark="var(--c-surface)",
        block_label_text_color="var(--c-muted)",
        block_label_text_color_dark="var(--c-muted)",
        block_title_text_color="var(--c-text)",
        block_title_text_color_dark="var(--c-text)",
        border_color_primary="var(--c-line)",
        border_color_primary_dark="var(--c-line)",
        input_background_fill="var(--c-surface)",
        input_background_fill_dark="var(--c-surface)",
        input_border_width="1px",
        input_border_width_dark="1px",
        input_border_color="var(--c-control)",
        input_border_color_dark="var(--c-control)",
        input_placeholder_color="var(--c-muted)",
        input_placeholder_color_dark="var(--c-muted)",
        button_primary_background_fill="var(--c-accent-fill)",
        button_primary_background_fill_dark="var(--c-accent-fill)",
        button_primary_background_fill_hover="var(--c-accent-strong)",
        button_primary_background_fill_hover_dark="var(--c-accent-strong)",
        button_primary_text_color="var(--c-on-accent)",
        button_primary_text_color_dark="var(--c-on-accent)",
        link_text_color="var(--c-link)",
        link_text_color_dark="var(--c-link)",
    )


def own_html(value: str | None = "", **settings: Any) -> gr.HTML:
    """Return a piece of HTML that looks as our own styles say, without Gradio's; it runs no script by default."""
    settings.setdefault("js_on_load", None)
    return gr.HTML(value, apply_default_css=False, **settings)


def renewed_html(context: UiContext, make: Callable[[], str], **settings: Any) -> gr.HTML:
    """Return a piece of HTML that is made anew whenever another report is chosen."""
    component = own_html(make(), **settings)
    context.renewed.append(Renewed(component, "value", make))
    return component


def page_head() -> str:
    """Return our styles and scripts for the head of every page, inline, so that they are there before anything runs."""
    assets = files("assistant.ui").joinpath("assets")
    styles = "\n".join(assets.joinpath(name).read_text(encoding="utf-8") for name in _STYLES)
    scripts = "\n".join(assets.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return f"<style>\n{styles}\n</style>\n<script>\n{scripts}\n</script>"


def icon_path() -> Path:
    """Return the file of the page's icon."""
    return Path(str(files("assistant.ui").joinpath("assets/icon.svg")))
