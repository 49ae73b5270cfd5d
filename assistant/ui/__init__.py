"""The pieces of the web app: one file per page, and the frame that holds them.

A page is a function `build(context: UiContext) -> None` that lays out its own Gradio components; see
`assistant/ui/context.py` for what it is given and `assistant/ui/frame.py` for how pages become an app.
"""
