"""npm packages that several components need, with exact versions."""

MARKDOWN_PACKAGES = [
    "streamdown@2.7.1",
    "@streamdown/cjk@1.0.3",
    "@streamdown/code@2.0.0",
    "@streamdown/math@1.0.3",
    "katex@0.16.27",
    "remend@1.4.0",
]
INTER = "@fontsource-variable/inter@5.3.0"
